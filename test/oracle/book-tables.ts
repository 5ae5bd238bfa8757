/**
 * The six input tables as plain rows, the way a database driver hands them out: numbers as decimal text, dates as
 * `yyyy-mm-dd`, null where nothing was given.
 */

export interface MovementRow {
  id: number;
  cod_produto: string;
  data_movimentacao: string;
  tipo: string | null;
  qtd_movimentacao: string;
  local: string | null;
  documento: string | null;
  chave_externa: string | null;
  ativo: boolean;
}

export interface LineRow {
  id: number;
  num_pedido: string;
  cod_produto: string;
  nome_produto: string | null;
  qtd_produto_pedido: string | null;
  qtd_saldo_produto_pedido: string;
  preco_produto_pedido: string | null;
  expedicao: string | null;
  agendamento: string | null;
  data_pedido: string | null;
  cliente: string | null;
  cidade: string | null;
  uf: string | null;
  vendedor: string | null;
  separacao_lote_id: string | null;
  ativo: boolean;
}

export interface AllocationRow {
  id: number;
  separacao_lote_id: string;
  num_pedido: string;
  cod_produto: string;
  qtd_saldo: string;
  expedicao: string | null;
}

/** The header of one picking lot; `separacao_lote_id` is its key. */
export interface LotRow {
  separacao_lote_id: string;
  status: string | null;
  expedicao: string | null;
}

export interface DraftRow {
  id: number;
  num_pedido: string;
  cod_produto: string;
  qtd_selecionada_usuario: string;
  data_expedicao_editada: string | null;
  status: string | null;
  separacao_lote_id: string | null;
}

export interface ReceiptRow {
  id: number;
  cod_produto: string;
  data_programacao: string;
  qtd_programada: string;
  documento: string | null;
}

export interface BookTables {
  movimentacao_estoque: readonly MovementRow[];
  carteira_principal: readonly LineRow[];
  separacao: readonly AllocationRow[];
  pedido: readonly LotRow[];
  pre_separacao_item: readonly DraftRow[];
  programacao_producao: readonly ReceiptRow[];
}

export const EMPTY_BOOK: BookTables = {
  movimentacao_estoque: [],
  carteira_principal: [],
  separacao: [],
  pedido: [],
  pre_separacao_item: [],
  programacao_producao: [],
};
