import type { Language } from '../contract/language.ts';
import { EMBED_LABELS } from './embed-labels.ts';
import { ADMINISTRACAO_LABELS } from './page-administracao-labels.ts';
import { SHELL_LABELS } from './page-labels.ts';
import { fill } from './sentence.ts';

/** What the columns of lists are called in files and on paper, by the name of their field. pt-BR first. */
type Pair = readonly [portuguese: string, english: string];

const HEADINGS: Readonly<Record<string, Pair>> = {
  num_pedido: ['Pedido', 'Order'],
  cliente: ['Cliente', 'Customer'],
  cidade: ['Cidade', 'City'],
  uf: ['UF', 'State'],
  vendedor: ['Vendedor', 'Seller'],
  data_pedido: ['Data do pedido', 'Order date'],
  expedicao: ['Expedição', 'Ship date'],
  agendamento: ['Agendamento', 'Appointment'],
  total_itens: ['Itens', 'Items'],
  qtd_itens_ruptura: ['Itens em falta', 'Items short'],
  valor_total_pedido: ['Valor', 'Value'],
  valor_com_ruptura: ['Valor em falta', 'Value short'],
  veredito: ['Disponibilidade', 'Availability'],
  percentual_disponibilidade: ['% disponível', '% available'],
  criticidade: ['Criticidade', 'Severity'],
  promessa: ['Promessa', 'Promise'],
  situacao: ['Situação', 'Status'],
  lotes: ['Lote', 'Lot'],
  nota: ['Nota', 'Note'],
  responsavel: ['Responsável', 'Owner'],
  adiado_ate: ['Adiado até', 'Put off until'],
  porque: ['Por quê', 'Why'],
  pedido_ok: ['Sem ruptura', 'Without shortage'],
  data_segura_total: ['Sem tirar de ninguém: a partir de', 'Without taking from anybody: from'],
  mais_cedo: ['Mais cedo possível', 'Earliest possible'],
  espera_dias: ['Dias de espera', 'Days of waiting'],
  atraso_dias: ['Dias de atraso', 'Days late'],
  cod_produto: ['Produto', 'Product'],
  nome_produto: ['Descrição', 'Description'],
  qtd_saldo: ['Saldo', 'Open'],
  ruptura_qtd: ['Falta', 'Missing'],
  valor_total: ['Valor', 'Value'],
  estoque_atual: ['Est.Hoje', 'Stock today'],
  motivo: ['Motivo', 'Reason'],
  data_producao: ['Próxima entrada', 'Next receipt'],
  qtd_producao: ['Qtd. da entrada', 'Receipt quantity'],
  ocupado_por: ['Com quem está o estoque', 'Who holds the stock'],
  status_ruptura: ['Situação do estoque', 'Stock status'],
  dia_ruptura: ['Dia da ruptura', 'Stockout day'],
  menor_estoque: ['Est.Min.D+28', 'Lowest D+28'],
  menor_estoque_7d: ['Est.Min.D+7', 'Lowest D+7'],
  pedidos_aguardando: ['Pedidos em falta', 'Orders short'],
  valor_aguardando: ['Valor em falta', 'Value short'],
  proxima_entrada: ['Próxima entrada', 'Next receipt'],
  qtd_proxima_entrada: ['Qtd. da entrada', 'Receipt quantity'],
  quando: ['Quando', 'When'],
  documentos: ['Documentos', 'Documents'],
  pedidos_a_espera: ['Pedidos à espera', 'Orders waiting'],
  valor_a_espera: ['Valor à espera', 'Value waiting'],
  qtd_atendida: ['Quantidade à espera', 'Quantity waiting'],
  pedidos_parados: ['Pedidos parados', 'Orders held up'],
  valor_parado: ['Valor à espera parado', 'Value held up'],
  suficiente: ['Basta', 'Is enough'],
  pedidos_sem_saldo: ['Pedidos ainda em falta', 'Orders still short'],
  falta_qtd: ['Ainda falta', 'Still missing'],
  saidas_total: ['Saídas em 28 dias', 'Requirements in 28 days'],
  data: ['Data', 'Date'],
  estoque_inicial: ['Saldo inicial', 'Opening balance'],
  saidas: ['Saídas', 'Requirements'],
  entradas: ['Entradas', 'Receipts'],
  estoque_final: ['Saldo final', 'Closing balance'],
  atp: ['ATP', 'ATP'],
  tipo: ['Tipo', 'Kind'],
  origem: ['Origem', 'Source'],
  separacao_lote_id: ['Lote', 'Lot'],
  documento: ['Documento', 'Document'],
  qtd: ['Quantidade', 'Quantity'],
  data_documento: ['Data do documento', 'Date of the document'],
  data_movimentacao: ['Data', 'Date'],
  qtd_movimentacao: ['Quantidade', 'Quantity'],
  saldo: ['Saldo', 'Balance'],
  local: ['Local', 'Place'],
  chave_externa: ['Chave externa', 'External key'],
  linhas: ['Linhas', 'Rows'],
  texto: ['Texto', 'Text'],
};

/** The heading of a field in a language; a day stays as it is; a field that nobody named too. */
export function listHeading(field: string, language: Language): string {
  return HEADINGS[field]?.[language === 'en' ? 1 : 0] ?? field;
}

/** What kinds of entries of a stock card are called. */
const MOVEMENTS: Readonly<Record<string, Pair>> = {
  SAIDA: ['saída', 'requirement'],
  ENTRADA: ['entrada', 'receipt'],
  SEM_DATA: ['sem data', 'no date'],
  ENTRADA_ATRASADA: ['entrada atrasada', 'overdue receipt'],
};

/** When receipts come. */
const RECEIPTS: Readonly<Record<string, Pair>> = {
  ATRASADA: ['atrasada', 'late'],
  HOJE: ['hoje', 'today'],
  PREVISTA: ['prevista', 'scheduled'],
  ALEM_DO_HORIZONTE: ['além de 28 dias', 'beyond 28 days'],
};

/** Texts of files and paper that no list has as a field. */
const TEXTS = {
  total: ['Total', 'Total'],
  more: ['e mais {n}', 'and {n} more'],
  yes: ['sim', 'yes'],
  no: ['não', 'no'],
  no_filter: ['Sem filtro', 'No filter'],
  from_to: ['{from} a {to}', '{from} to {to}'],
  from: ['a partir de {from}', 'from {from}'],
  to: ['até {to}', 'until {to}'],
  today: ['hoje: {date}', 'today: {date}'],
  data_of: ['Dados de {date}, {time}', 'Data of {date}, {time}'],
  list_carteira: ['Carteira de pedidos', 'Order book'],
  list_itens: ['Pedidos por item', 'Orders by item'],
  list_rupturas: ['Produtos', 'Products'],
  list_entradas: ['Entradas', 'Receipts'],
  list_mapa: ['Mapa de rupturas', 'Stockout map'],
  list_projecao: ['Projeção do produto', 'Projection of the product'],
  list_cardex: ['Documentos do produto', 'Documents of the product'],
  list_movimentacoes: ['Movimentações do produto', 'Movements of the product'],
  list_inconsistencias: ['Dados com problema', 'Data with problems'],
} as const satisfies Readonly<Record<string, Pair>>;

export type ListText = keyof typeof TEXTS;
export type ListTitle = Extract<ListText, `list_${string}`>;

/** A text of files and paper, filled in. */
export function listText(
  key: ListText,
  language: Language,
  parameters?: Readonly<Record<string, string>>,
): string {
  return fill(TEXTS[key][language === 'en' ? 1 : 0], parameters);
}

/** What filters are called that are no field of a list. */
const FILTERS: Readonly<Record<string, Pair>> = {
  texto: ['Busca', 'Search'],
  status: ['Situação do estoque', 'Stock status'],
  esta_semana: ['Acaba esta semana', 'Runs out this week'],
  sem_entrada: ['Em falta sem entrada', 'Short without a receipt'],
  lote: ['Lote', 'Lot'],
  cliente_igual: ['Cliente', 'Customer'],
  cidade_igual: ['Cidade', 'City'],
  vendedor_igual: ['Vendedor', 'Seller'],
  pode_sair_hoje: ['Pode sair hoje', 'Can leave today'],
  nota: ['Nota', 'Note'],
  adiados: ['Adiados', 'Put off'],
  sem: ['Sem', 'Without'],
  pedidos: ['Pedidos escolhidos', 'Orders chosen'],
};

/** What the choices of filters are called, by the filter and the choice. */
const CHOICES: Readonly<Record<string, Pair>> = {
  hoje: ['hoje', 'today'],
  amanha: ['amanhã', 'tomorrow'],
  semana: ['esta semana', 'this week'],
  '7dias': ['próximos 7 dias', 'the next 7 days'],
  vencidos: ['vencidos', 'overdue'],
  nota_com: ['com nota', 'with a note'],
  nota_sem: ['sem nota', 'without a note'],
  adiados_mostrar: ['mostrados', 'shown'],
  adiados_ocultar: ['ocultos', 'left out'],
  adiados_somente: ['somente eles', 'nothing but them'],
  veredito_OK: ['Estoque OK', 'Stock OK'],
  veredito_OK_ATRASADO: ['Pode sair já', 'Can ship now'],
  veredito_DISPUTADO: ['Disputado', 'Contested'],
  veredito_SEM_ESPERA: ['Em falta, sem espera', 'Short, without waiting'],
  veredito_FORA_DO_HORIZONTE: ['Em falta, além de 28 dias', 'Short, beyond 28 days'],
  veredito_BAIXA: ['Criticidade baixa', 'Low severity'],
  veredito_MEDIA: ['Criticidade média', 'Medium severity'],
  veredito_ALTA: ['Criticidade alta', 'High severity'],
  veredito_CRITICA: ['Criticidade crítica', 'Critical severity'],
};

/** What a choice of a filter is called; one that nobody named as it is. */
export function choiceWord(filter: string, choice: string, language: Language): string {
  const pair = CHOICES[`${filter}_${choice}`] ?? (DAYS.has(filter) ? CHOICES[choice] : undefined);
  if (pair !== undefined) return pair[language === 'en' ? 1 : 0];
  return filter === 'sem' ? filterName(choice, language) : choice;
}

const DAYS: ReadonlySet<string> = new Set(['expedicao', 'agendamento', 'promessa']);

/** What a parameter that filters a list is called; one that nobody named as it is. */
export function filterName(name: string, language: Language): string {
  return FILTERS[name]?.[language === 'en' ? 1 : 0] ?? listHeading(name, language);
}

/** What people call a code of the wire; one that nobody named as it is. */
export function codeWord(family: string, code: string, language: Language): string {
  const shell: Readonly<Record<string, string>> = SHELL_LABELS[language];
  const administration: Readonly<Record<string, string>> = ADMINISTRACAO_LABELS[language];
  if (family === 'inconsistency') return administration[`kind_${code}`] ?? code;
  const own = family === 'movement' ? MOVEMENTS : family === 'receipt' ? RECEIPTS : null;
  const pair = own === null ? PLAIN[`${family}_${code}`] : own[code];
  return shell[`${family}_${code}`] ?? pair?.[language === 'en' ? 1 : 0] ?? code;
}

const PLAIN: Readonly<Record<string, Pair>> = EMBED_LABELS;
