import type { Language } from './language.ts';
import type { InputTableName } from './tables.ts';

/** What people call the columns of the six tables: headings of templates, choices of the import. pt-BR first. */
type Label = readonly [pt: string, en: string];

const LABELS: Readonly<Record<string, Label>> = {
  id: ['Identificador da linha', 'Row identifier'],
  num_pedido: ['Número do pedido', 'Order number'],
  cod_produto: ['Código do produto', 'Product code'],
  nome_produto: ['Descrição do produto', 'Product description'],
  qtd_produto_pedido: ['Quantidade pedida', 'Ordered quantity'],
  qtd_saldo_produto_pedido: ['Saldo em aberto', 'Open quantity'],
  preco_produto_pedido: ['Preço unitário', 'Unit price'],
  expedicao: ['Data de expedição', 'Ship date'],
  agendamento: ['Data de agendamento', 'Appointment date'],
  data_pedido: ['Data do pedido', 'Order date'],
  cliente: ['Cliente', 'Customer'],
  cidade: ['Cidade', 'City'],
  uf: ['UF', 'State'],
  vendedor: ['Vendedor', 'Seller'],
  separacao_lote_id: ['Lote de separação', 'Picking lot'],
  ativo: ['Ativo', 'Active'],
  data_movimentacao: ['Data da movimentação', 'Movement date'],
  tipo: ['Tipo de movimentação', 'Movement type'],
  qtd_movimentacao: ['Quantidade movimentada', 'Moved quantity'],
  local: ['Local', 'Place'],
  documento: ['Documento', 'Document'],
  chave_externa: ['Chave externa', 'External key'],
  qtd_saldo: ['Quantidade separada', 'Allocated quantity'],
  status: ['Situação', 'Status'],
  qtd_selecionada_usuario: ['Quantidade selecionada', 'Selected quantity'],
  data_expedicao_editada: ['Data de expedição', 'Ship date'],
  criado_por: ['Criado por', 'Created by'],
  criado_em: ['Criado em', 'Created at'],
  data_programacao: ['Data da entrada', 'Receipt date'],
  qtd_programada: ['Quantidade programada', 'Scheduled quantity'],
};

const OF_TABLE: Readonly<Partial<Record<InputTableName, Readonly<Record<string, Label>>>>> = {
  pedido: { status: ['Situação do lote', 'Lot status'] },
};

/** What people call a column of a table; its own name where they have no other. */
export function columnLabel(table: string, column: string, language: Language): string {
  const label = OF_TABLE[table as InputTableName]?.[column] ?? LABELS[column];
  if (label === undefined) return column;
  return language === 'pt-BR' ? label[0] : label[1];
}
