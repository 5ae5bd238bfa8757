/**
 * The six input tables as data: what the migrations create, what the importer reads, what the exporter writes.
 * A field has one spelling everywhere: SQL column, JSON key and CSV heading.
 */

/**
 * - `code`: text key, blanks trimmed, compared byte by byte; never empty where required
 * - `quantity`: numeric(15,3), not negative; `signed_quantity`: numeric(15,3), not zero
 * - `price`: numeric(15,4), not negative
 */
export type ColumnKind =
  | 'id'
  | 'code'
  | 'text'
  | 'quantity'
  | 'signed_quantity'
  | 'price'
  | 'date'
  | 'instant'
  | 'boolean';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A value must be given in every row. */
  readonly required: boolean;
  /** Longest text, in characters, where it is not that of all texts. */
  readonly most?: number;
  /** Other headings the importer takes for this column, folded (lower case, no accents, `_` for blanks). */
  readonly aliases: readonly string[];
}

export type InputTableName =
  | 'movimentacao_estoque'
  | 'carteira_principal'
  | 'separacao'
  | 'pedido'
  | 'pre_separacao_item'
  | 'programacao_producao';

export interface InputTable {
  readonly name: InputTableName;
  readonly columns: readonly Column[];
  /** Folded names of files that hold this table, besides its own name. */
  readonly fileAliases: readonly string[];
}

/** Longest code; keeps every index entry far below PostgreSQL's page limit. */
export const MAX_CODE_LENGTH = 120;
/** Longest free text. */
export const MAX_TEXT_LENGTH = 1000;

function column(name: string, kind: ColumnKind, required: boolean, ...aliases: string[]): Column {
  return { name, kind, required, aliases };
}

const id = column('id', 'id', false);
const product = column(
  'cod_produto',
  'code',
  true,
  'codigo_produto',
  'codigo_do_produto',
  'cod_prod',
  'produto',
  'codigo',
  'sku',
  'item',
  'material',
);
const salesOrder = column(
  'num_pedido',
  'code',
  true,
  'numero_pedido',
  'numero_do_pedido',
  'n_pedido',
  'no_pedido',
  'nro_pedido',
  'pedido',
  'pedido_venda',
);
const active = column('ativo', 'boolean', false, 'ativa', 'active');
const lot = (required: boolean): Column =>
  column('separacao_lote_id', 'code', required, 'lote', 'lote_id', 'lote_separacao', 'lote_de_separacao');
const shipDate = (name = 'expedicao'): Column =>
  column(name, 'date', false, 'data_expedicao', 'data_de_expedicao', 'dt_expedicao', 'data_embarque');

export const INPUT_TABLES: readonly InputTable[] = [
  {
    name: 'movimentacao_estoque',
    columns: [
      id,
      product,
      column('data_movimentacao', 'date', true, 'data', 'data_movimento', 'data_mov', 'dt_movimentacao'),
      column('tipo', 'text', false, 'tipo_movimentacao', 'tipo_movimento', 'tipo_mov'),
      column(
        'qtd_movimentacao',
        'signed_quantity',
        true,
        'qtd',
        'qtde',
        'quantidade',
        'qtd_movimento',
        'quantidade_movimentacao',
      ),
      column('local', 'text', false, 'local_movimentacao', 'deposito', 'armazem'),
      column('documento', 'text', false, 'doc', 'nota_fiscal', 'nf'),
      column('chave_externa', 'code', false, 'chave', 'id_externo'),
      active,
    ],
    fileAliases: [
      'movimentacao',
      'movimentacoes',
      'movimentacoes_estoque',
      'movimentacao_de_estoque',
      'estoque',
    ],
  },
  {
    name: 'carteira_principal',
    columns: [
      id,
      salesOrder,
      product,
      column(
        'nome_produto',
        'text',
        false,
        'descricao',
        'descricao_produto',
        'desc_produto',
        'nome_do_produto',
      ),
      column(
        'qtd_produto_pedido',
        'quantity',
        false,
        'qtd_pedido',
        'qtde_pedido',
        'quantidade_pedido',
        'quantidade_pedida',
      ),
      column(
        'qtd_saldo_produto_pedido',
        'quantity',
        true,
        'saldo',
        'qtd_saldo',
        'saldo_pedido',
        'qtde_saldo',
        'saldo_a_faturar',
        'saldo_a_entregar',
        'saldo_pendente',
        'saldo_em_aberto',
        'quantidade_a_faturar',
        'quantidade_pendente',
        'quantidade_em_aberto',
        'quantidade_saldo',
      ),
      column(
        'preco_produto_pedido',
        'price',
        false,
        'preco',
        'preco_unitario',
        'valor_unitario',
        'vl_unitario',
        'preco_de_venda',
        'preco_venda',
      ),
      shipDate(),
      column('agendamento', 'date', false, 'data_agendamento', 'data_agenda', 'agenda', 'dt_agendamento'),
      column('data_pedido', 'date', false, 'data_do_pedido', 'dt_pedido', 'emissao', 'data_emissao'),
      column('cliente', 'text', false, 'nome_cliente', 'razao_social', 'raz_social', 'raz_social_red'),
      column('cidade', 'text', false, 'municipio', 'nome_cidade'),
      column('uf', 'text', false, 'estado', 'cod_uf'),
      column('vendedor', 'text', false, 'nome_vendedor', 'representante'),
      lot(false),
      active,
    ],
    fileAliases: ['carteira', 'carteira_de_pedidos', 'pedidos_em_aberto'],
  },
  {
    name: 'separacao',
    columns: [
      id,
      lot(true),
      salesOrder,
      product,
      column('qtd_saldo', 'quantity', true, 'qtd', 'qtde', 'quantidade', 'qtd_separada', 'saldo'),
      shipDate(),
    ],
    fileAliases: ['separacoes'],
  },
  {
    name: 'pedido',
    columns: [lot(true), column('status', 'text', false, 'situacao', 'status_lote'), shipDate()],
    fileAliases: ['pedidos', 'lotes', 'pedido_lote'],
  },
  {
    name: 'pre_separacao_item',
    columns: [
      id,
      salesOrder,
      product,
      column(
        'qtd_selecionada_usuario',
        'quantity',
        true,
        'qtd_selecionada',
        'qtd',
        'qtde',
        'quantidade',
        'quantidade_selecionada',
      ),
      shipDate('data_expedicao_editada'),
      column('status', 'text', false, 'situacao'),
      lot(false),
      column('criado_por', 'text', false, 'usuario'),
      column('criado_em', 'instant', false, 'data_criacao'),
    ],
    fileAliases: ['pre_separacao', 'pre_separacoes', 'pre_separacao_itens'],
  },
  {
    name: 'programacao_producao',
    columns: [
      id,
      product,
      column('data_programacao', 'date', true, 'data', 'data_programada', 'data_producao', 'dt_programacao'),
      column(
        'qtd_programada',
        'quantity',
        true,
        'qtd',
        'qtde',
        'quantidade',
        'quantidade_programada',
        'qtd_producao',
      ),
      column('documento', 'text', false, 'doc', 'ordem_producao', 'op'),
    ],
    fileAliases: ['programacao', 'producao', 'programacao_de_producao'],
  },
];

/** The declaration of one input table. */
export function inputTable(name: InputTableName): InputTable {
  return INPUT_TABLES.find((table) => table.name === name)!;
}
