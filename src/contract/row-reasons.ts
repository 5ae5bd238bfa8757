import type { Language } from './language.ts';
import type { InputTableName } from './tables.ts';

/**
 * Why a row of a file is refused, and what a person should know about a file that is accepted. The sentences are
 * fragments shown beside file, row, column and value, so they do not repeat those. pt-BR first, English second.
 */
interface Sentences {
  readonly 'pt-BR': string;
  readonly en: string;
}

function say(pt: string, en: string): Sentences {
  return { 'pt-BR': pt, en };
}

/** Reasons for refusing one row. */
export const ROW_REASONS = {
  OBRIGATORIO_VAZIO: say('valor obrigatório em branco', 'required value is blank'),
  TEXTO_LONGO: say('passa de {limite} caracteres', 'longer than {limite} characters'),
  CARACTERE_NULO: say('contém o caractere nulo (U+0000)', 'contains the null character (U+0000)'),
  NUMERO_INVALIDO: say('não é um número', 'not a number'),
  NUMERO_FORA_DO_ESTILO: say(
    'não é um número escrito como o resto da coluna (separador decimal: {separador})',
    'not a number written like the rest of the column (decimal separator: {separador})',
  ),
  CASAS_DECIMAIS: say('tem mais de {limite} casas decimais', 'has more than {limite} decimal places'),
  NUMERO_GRANDE: say('passa de 15 dígitos', 'has more than 15 digits'),
  NUMERO_E_DATA: say('a célula está formatada como data', 'the cell is formatted as a date'),
  QUANTIDADE_NEGATIVA: say('quantidade negativa', 'negative quantity'),
  QUANTIDADE_ZERO: say('movimentação com quantidade zero', 'movement with quantity zero'),
  PRECO_NEGATIVO: say('preço negativo', 'negative price'),
  DATA_INVALIDA: say(
    'não é uma data (use dd/mm/aaaa ou aaaa-mm-dd)',
    'not a date (use dd/mm/yyyy or yyyy-mm-dd)',
  ),
  DATA_INEXISTENTE: say('essa data não existe no calendário', 'no such date in the calendar'),
  DATA_MES_DIA: say(
    'o dia vem antes do mês (dd/mm/aaaa); aqui parece mm/dd/aaaa',
    'the day comes before the month (dd/mm/yyyy); this looks like mm/dd/yyyy',
  ),
  DATA_FORA_DA_FAIXA: say('ano fora de 1900–2200', 'year outside 1900–2200'),
  DATA_COM_HORA: say('data com hora; esperava só a data', 'date with a time; expected only the date'),
  DATA_FUTURA: say('movimentação com data depois de hoje ({hoje})', 'movement dated after today ({hoje})'),
  DATA_SEM_FORMATO: say(
    'número sem formato de data; formate a célula como data',
    'number without a date format; format the cell as a date',
  ),
  INSTANTE_INVALIDO: say(
    'não é data e hora (use aaaa-mm-dd hh:mm:ss)',
    'not a date and time (use yyyy-mm-dd hh:mm:ss)',
  ),
  BOOLEANO_INVALIDO: say('não é sim ou não', 'not yes or no'),
  ID_INVALIDO: say('não é um número inteiro positivo', 'not a positive whole number'),
  CODIGO_ARREDONDADO: say(
    'a planilha guardou só 15 dígitos deste código; formate a coluna como texto',
    'the spreadsheet kept only 15 digits of this code; format the column as text',
  ),
  CELULA_COM_ERRO: say('a célula tem um erro de fórmula', 'the cell holds a formula error'),
  FORMULA_SEM_VALOR: say(
    'fórmula sem valor calculado; abra e salve a planilha no Excel',
    'formula without a calculated value; open and save the workbook in Excel',
  ),
  LARGURA_DA_LINHA: say(
    'a linha tem {encontradas} células e o cabeçalho {esperadas}',
    'the row has {encontradas} cells and the header {esperadas}',
  ),
  REPETIDA_NO_ARQUIVO: say(
    'o mesmo valor já está na linha {outra} de {arquivo}',
    'the same value already stands in row {outra} of {arquivo}',
  ),
  ID_JA_EXISTE: say('já existe uma linha com este id na tabela', 'the table already has a row with this id'),
} as const satisfies Record<string, Sentences>;

export type RowReason = keyof typeof ROW_REASONS;

/** What the reader of a report should know about a file that was read. */
export const IMPORT_NOTICES = {
  NUMERO_AMBIGUO: say(
    '{coluna}: nada na coluna mostra se {valor} (linha {linha}) é {como_decimal} ou {como_milhar}; lido como {lido}',
    '{coluna}: nothing in the column tells whether {valor} (row {linha}) is {como_decimal} or {como_milhar}; read as {lido}',
  ),
  NUMERO_MISTURADO: say(
    '{coluna}: {virgula} números com vírgula decimal e {ponto} com ponto; lida com {separador}',
    '{coluna}: {virgula} numbers with a decimal comma and {ponto} with a point; read with {separador}',
  ),
  CODIGO_NOTACAO_CIENTIFICA: say(
    '{coluna}: {valor} (linha {linha}) parece um código estragado pela planilha (notação científica)',
    '{coluna}: {valor} (row {linha}) looks like a code damaged by a spreadsheet (scientific notation)',
  ),
  COLUNA_IGNORADA: say('coluna {titulo} não é usada', 'column {titulo} is not used'),
  COLUNA_IGNORADA_PARECIDA: say(
    'coluna {titulo} não é usada (seria {coluna}?)',
    'column {titulo} is not used (did you mean {coluna}?)',
  ),
  MAPA_LEMBRADO: say(
    'colunas como foram indicadas em {quando} para outro arquivo assim (mapa {numero})',
    'columns as they were pointed out on {quando} for another file like it (map {numero})',
  ),
  SEM_PRECO: say(
    'nenhuma coluna preenche o preço (preco_produto_pedido): os pedidos ficam com valor R$ 0,00',
    'no column fills the price (preco_produto_pedido): the orders are worth R$ 0.00',
  ),
  ARQUIVO_SEM_LINHAS: say('só tem o cabeçalho, nenhuma linha', 'has only the header, no rows'),
} as const satisfies Record<string, Sentences>;

export type ImportNotice = keyof typeof IMPORT_NOTICES;

/** Why a file of a folder, or a whole file, was left out. */
export const SKIP_REASONS = {
  NAO_E_TABELA: say('não é CSV nem XLSX', 'neither CSV nor XLSX'),
  TABELA_NAO_RECONHECIDA: say(
    'nem o nome nem o cabeçalho são de uma das seis tabelas',
    'neither its name nor its header is one of the six tables',
  ),
  REJEITADAS: say('linhas rejeitadas de outra importação', 'rows rejected by another import'),
  JA_IMPORTADO: say('o mesmo conteúdo já foi importado', 'the same content was imported before'),
  SO_COM_SUBSTITUIR: say(
    'configurações só são lidas quando se substitui o conteúdo (--substituir)',
    'settings are read only when contents are replaced (--substituir)',
  ),
  IGNORADO: say('deixado de fora por quem importa', 'left out by the person who imports'),
} as const satisfies Record<string, Sentences>;

export type SkipReason = keyof typeof SKIP_REASONS;

type Params = Readonly<Record<string, string | number>>;

function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, key: string) => String(params[key] ?? whole));
}

/** The sentence of a row reason in a language, with its placeholders filled. */
export function rowReasonSentence(reason: RowReason, params: Params, language: Language): string {
  return fill(ROW_REASONS[reason][language], params);
}

/** The sentence of a notice in a language, with its placeholders filled. */
export function importNoticeSentence(notice: ImportNotice, params: Params, language: Language): string {
  return fill(IMPORT_NOTICES[notice][language], params);
}

/** The sentence of a skip reason in a language. */
export function skipReasonSentence(reason: SkipReason, language: Language): string {
  return SKIP_REASONS[reason][language];
}

/** What of a file is in a table already: `38 destes 40 pedidos já estão na carteira`. */
const KNOWN_ALREADY: Readonly<Record<InputTableName, Sentences>> = {
  carteira_principal: say(
    '{n} destes {total} pedidos já estão na carteira',
    '{n} of these {total} orders are in the order book already',
  ),
  separacao: say(
    '{n} destes {total} lotes já têm separações',
    '{n} of these {total} lots have allocations already',
  ),
  pedido: say('{n} destes {total} lotes já estão cadastrados', '{n} of these {total} lots are known already'),
  pre_separacao_item: say(
    '{n} destas {total} pré-separações já existem',
    '{n} of these {total} drafts are there already',
  ),
  programacao_producao: say(
    '{n} destas {total} entradas já estão programadas',
    '{n} of these {total} receipts are scheduled already',
  ),
  movimentacao_estoque: say(
    '{n} destas {total} movimentações já existem',
    '{n} of these {total} movements are there already',
  ),
};

/** Why adding a file is not proposed, as a sentence. */
export function proposalSentence(
  table: InputTableName,
  known: number,
  total: number,
  language: Language,
): string {
  const format = new Intl.NumberFormat(language);
  return fill(KNOWN_ALREADY[table][language], { n: format.format(known), total: format.format(total) });
}

/** Headings of a reject file that stand before the original ones. */
export const REJECT_HEADINGS: readonly string[] = ['arquivo', 'linha', 'coluna', 'motivo'];
/** Marks the name of a reject file; a folder import leaves such files alone. */
export const REJECT_FILE_MARK = 'rejeitadas';
