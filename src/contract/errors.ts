import type { Language } from './language.ts';

/**
 * Every error a person or a program can be shown, once: code, HTTP status, whether trying again may help,
 * exit code family, and the sentence in both languages with `{placeholders}`.
 */
export interface ErrorEntry {
  readonly status: number;
  /** The same request may succeed later without being changed. */
  readonly retry: boolean;
  readonly 'pt-BR': string;
  readonly en: string;
}

function entry(status: number, retry: boolean, pt: string, en: string): ErrorEntry {
  return { status, retry, 'pt-BR': pt, en };
}

export const ERRORS = {
  PEDIDO_NAO_ENCONTRADO: entry(
    404,
    false,
    'Pedido {num_pedido} não encontrado ou sem quantidade em aberto.',
    'Sales order {num_pedido} not found or without open quantity.',
  ),
  ROTA_NAO_ENCONTRADA: entry(404, false, 'Não existe {metodo} {url}.', 'There is no {metodo} {url}.'),
  REQUISICAO_INVALIDA: entry(400, false, 'Requisição inválida: {motivo}.', 'Invalid request: {motivo}.'),
  CORPO_GRANDE_DEMAIS: entry(
    413,
    false,
    'O corpo da requisição passa do limite de {limite} bytes.',
    'The request body exceeds the limit of {limite} bytes.',
  ),
  TIPO_DE_CONTEUDO_DESCONHECIDO: entry(
    415,
    false,
    'Tipo de conteúdo não aceito: {tipo}. Envie application/json.',
    'Content type not accepted: {tipo}. Send application/json.',
  ),
  ARQUIVO_NAO_ENCONTRADO: entry(
    404,
    false,
    'Não encontrei {arquivo}. Confira o caminho.',
    'Could not find {arquivo}. Check the path.',
  ),
  ARQUIVO_SEM_ACESSO: entry(
    400,
    false,
    'Não consigo ler {arquivo} ({motivo}). Confira as permissões.',
    'Cannot read {arquivo} ({motivo}). Check its permissions.',
  ),
  ARQUIVO_VAZIO: entry(
    400,
    false,
    'O arquivo {arquivo} está vazio: falta até o cabeçalho. Nada foi gravado.',
    'The file {arquivo} is empty: even the header is missing. Nothing was stored.',
  ),
  ARQUIVO_CODIFICACAO: entry(
    400,
    false,
    'O arquivo {arquivo} mistura UTF-8 com outra codificação: o primeiro byte inválido está na linha {linha} (byte {byte}). Salve o arquivo de novo como UTF-8. Nada foi gravado.',
    'The file {arquivo} mixes UTF-8 with another encoding: the first invalid byte is in line {linha} (byte {byte}). Save the file again as UTF-8. Nothing was stored.',
  ),
  ARQUIVO_BINARIO: entry(
    400,
    false,
    'O arquivo {arquivo} não é texto: há um byte nulo na linha {linha} (byte {byte}). Envie CSV ou XLSX. Nada foi gravado.',
    'The file {arquivo} is not text: there is a null byte in line {linha} (byte {byte}). Send CSV or XLSX. Nothing was stored.',
  ),
  ARQUIVO_FORMATO: entry(
    400,
    false,
    'O arquivo {arquivo} é {formato}, que não é lido aqui. Abra-o na planilha e salve como XLSX ou CSV. Nada foi gravado.',
    'The file {arquivo} is {formato}, which is not read here. Open it in a spreadsheet and save it as XLSX or CSV. Nothing was stored.',
  ),
  ARQUIVO_MUDOU: entry(
    409,
    true,
    'O arquivo {arquivo} mudou enquanto era lido. Espere a gravação terminar e importe de novo. Nada foi gravado.',
    'The file {arquivo} changed while it was being read. Wait until it is complete and import again. Nothing was stored.',
  ),
  CSV_ASPAS: entry(
    400,
    false,
    'O arquivo {arquivo} tem aspas que não fecham, abertas na linha {linha} ou logo depois. Nada foi gravado.',
    'The file {arquivo} has a quote that is never closed, opened in line {linha} or just after. Nothing was stored.',
  ),
  CABECALHO_DESCONHECIDO: entry(
    400,
    false,
    'O cabeçalho de {arquivo} não é de nenhuma tabela conhecida. Títulos encontrados: {titulos}. A tabela mais próxima é {tabela}; faltam: {colunas}. Parecidos: {sugestao}. Nada foi gravado.',
    'The header of {arquivo} belongs to no known table. Headings found: {titulos}. The nearest table is {tabela}; missing: {colunas}. Similar: {sugestao}. Nothing was stored.',
  ),
  CABECALHO_COLUNA_FALTANDO: entry(
    400,
    false,
    'Em {arquivo} ({tabela}) falta a coluna {colunas}. Títulos encontrados: {titulos}. Parecidos: {sugestao}. Nada foi gravado.',
    'In {arquivo} ({tabela}) the column {colunas} is missing. Headings found: {titulos}. Similar: {sugestao}. Nothing was stored.',
  ),
  CABECALHO_COLUNA_REPETIDA: entry(
    400,
    false,
    'Em {arquivo}, os títulos {titulos} são todos a coluna {coluna}. Deixe só um. Nada foi gravado.',
    'In {arquivo}, the headings {titulos} all mean the column {coluna}. Keep only one. Nothing was stored.',
  ),
  TABELA_AMBIGUA: entry(
    400,
    false,
    'Não dá para saber se {arquivo} é {tabelas}. Dê ao arquivo o nome da tabela ou diga qual é com --tabela. Nada foi gravado.',
    'Cannot tell whether {arquivo} is {tabelas}. Name the file after the table or say which with --tabela. Nothing was stored.',
  ),
  PLANILHA_CORROMPIDA: entry(
    400,
    false,
    'O arquivo {arquivo} não é uma planilha XLSX válida (parte {parte}: {motivo}). Nada foi gravado.',
    'The file {arquivo} is not a valid XLSX workbook (part {parte}: {motivo}). Nothing was stored.',
  ),
  PLANILHA_INCOMPLETA: entry(
    400,
    false,
    'O arquivo {arquivo} não é uma planilha XLSX: falta a parte {parte}. Salve-o de novo como XLSX ou CSV. Nada foi gravado.',
    'The file {arquivo} is not an XLSX workbook: its part {parte} is missing. Save it again as XLSX or CSV. Nothing was stored.',
  ),
  PLANILHA_CIFRADA: entry(
    400,
    false,
    'A planilha {arquivo} está protegida por senha ou é um .xls antigo. Salve-a sem senha, como XLSX. Nada foi gravado.',
    'The workbook {arquivo} is protected by a password or is an old .xls. Save it without password, as XLSX. Nothing was stored.',
  ),
  PLANILHA_GRANDE_DEMAIS: entry(
    413,
    false,
    'A planilha {arquivo} se expande além do limite (parte {parte}: {tamanho} bytes a partir de {compactado}). Se ela é legítima, salve-a como CSV. Nada foi gravado.',
    'The workbook {arquivo} expands beyond the limit (part {parte}: {tamanho} bytes out of {compactado}). If it is genuine, save it as CSV. Nothing was stored.',
  ),
  PLANILHA_DTD: entry(
    400,
    false,
    'A planilha {arquivo} declara entidades XML (parte {parte}), o que nenhuma planilha precisa. Nada foi gravado.',
    'The workbook {arquivo} declares XML entities (part {parte}), which no workbook needs. Nothing was stored.',
  ),
  PLANILHA_REFERENCIA: entry(
    400,
    false,
    'A planilha {arquivo} tem a célula {celula}, fora dos limites do Excel ou fora de ordem. Nada foi gravado.',
    'The workbook {arquivo} has the cell {celula}, outside the limits of Excel or out of order. Nothing was stored.',
  ),
  PLANILHA_SEM_FOLHA: entry(
    400,
    false,
    'A planilha {arquivo} não tem folha visível. Nada foi gravado.',
    'The workbook {arquivo} has no visible sheet. Nothing was stored.',
  ),
  IMPORTACAO_SEM_ARQUIVOS: entry(
    400,
    false,
    'Não há arquivo de tabela (CSV ou XLSX) em {pasta}.',
    'There is no table file (CSV or XLSX) in {pasta}.',
  ),
  IMPORTACAO_REPETIDA: entry(
    409,
    false,
    'O conteúdo de {arquivo} já foi importado em {quando} ({antes}). Para importar mesmo assim, use --de-novo. Nada foi gravado.',
    'The content of {arquivo} was already imported on {quando} ({antes}). To import it anyway, use --de-novo. Nothing was stored.',
  ),
  IMPORTACAO_RECUSADA: entry(
    422,
    false,
    '{linhas} linha(s) com erro em {arquivos}. Primeira: {primeira}. Nada foi gravado. Corrija, ou use --ignorar-invalidas para importar as demais.',
    '{linhas} row(s) with errors in {arquivos}. First: {primeira}. Nothing was stored. Correct them, or use --ignorar-invalidas to import the rest.',
  ),
  IMPORTACAO_SUBSTITUIR_VAZIO: entry(
    422,
    false,
    'O arquivo {arquivo} não tem nenhuma linha boa e apagaria a tabela {tabela} inteira. Nada foi gravado.',
    'The file {arquivo} has no good row and would empty the whole table {tabela}. Nothing was stored.',
  ),
  IMPORTACAO_CANCELADA: entry(
    409,
    true,
    'Importação cancelada. Nada foi gravado.',
    'Import cancelled. Nothing was stored.',
  ),
  IMPORTACAO_CONFLITO: entry(
    409,
    true,
    'Outra gravação entrou em conflito com a importação ({motivo}). Nada foi gravado; tente de novo.',
    'Another write conflicted with the import ({motivo}). Nothing was stored; try again.',
  ),
  IMPORTACAO_REJEITADAS_SEM_ACESSO: entry(
    400,
    false,
    'Não consigo escrever o arquivo de linhas rejeitadas em {pasta} ({motivo}). Indique outra pasta. Nada foi gravado.',
    'Cannot write the file of rejected rows in {pasta} ({motivo}). Name another folder. Nothing was stored.',
  ),
  EXPORTACAO_LINHAS_DEMAIS: entry(
    413,
    false,
    'Uma folha do Excel tem no máximo {limite} linhas. Exporte em CSV ou filtre a lista.',
    'An Excel sheet holds at most {limite} rows. Export as CSV or filter the list.',
  ),
  EXPORTACAO_TEXTO_LONGO: entry(
    413,
    false,
    'Uma célula do Excel tem no máximo {limite} caracteres (coluna {coluna}). Exporte em CSV.',
    'An Excel cell holds at most {limite} characters (column {coluna}). Export as CSV.',
  ),
  EXPORTACAO_SEM_ACESSO: entry(
    400,
    false,
    'Não consigo escrever em {caminho} ({motivo}). Confira a pasta, as permissões e o espaço em disco.',
    'Cannot write to {caminho} ({motivo}). Check the folder, its permissions and the disk space.',
  ),
  ERRO_INTERNO: entry(
    500,
    true,
    'Erro inesperado. Os detalhes estão no registro do servidor, sob o número {requisicao}.',
    'Unexpected error. Details are in the server log under number {requisicao}.',
  ),
  CONFIGURACAO_INVALIDA: entry(500, false, 'Configuração inválida: {nomes}.', 'Invalid settings: {nomes}.'),
  CONFIGURACAO_NAO_E_NUMERO: entry(
    500,
    false,
    '{nome}: "{valor}" não é um número inteiro de {minimo} a {maximo}.',
    '{nome}: "{valor}" is not a whole number from {minimo} to {maximo}.',
  ),
  CONFIGURACAO_NAO_E_DATA: entry(
    500,
    false,
    '{nome}: "{valor}" não é uma data no formato aaaa-mm-dd.',
    '{nome}: "{valor}" is not a date in the form yyyy-mm-dd.',
  ),
  CONFIGURACAO_NAO_E_POSTGRES: entry(
    500,
    false,
    '{nome}: "{valor}" não é um endereço postgres://usuario:senha@servidor:porta/banco.',
    '{nome}: "{valor}" is not an address postgres://user:password@host:port/database.',
  ),
  COMANDO_DESCONHECIDO: entry(
    400,
    false,
    'Comando desconhecido: {comando}. Veja os comandos com: {ajuda}',
    'Unknown command: {comando}. See the commands with: {ajuda}',
  ),
  OPCAO_DESCONHECIDA: entry(
    400,
    false,
    'Opção desconhecida: {opcao}. Veja as opções com: {ajuda}',
    'Unknown option: {opcao}. See the options with: {ajuda}',
  ),
  VALOR_AUSENTE: entry(
    400,
    false,
    'A opção {opcao} precisa de um valor. Veja as opções com: {ajuda}',
    'Option {opcao} needs a value. See the options with: {ajuda}',
  ),
  VALOR_DE_OPCAO_INVALIDO: entry(
    400,
    false,
    'Valor não aceito em {opcao}: "{valor}". Use: {esperado}',
    'Value not accepted for {opcao}: "{valor}". Use: {esperado}',
  ),
  ARGUMENTO_AUSENTE: entry(
    400,
    false,
    'Falta informar {argumento}. Veja como usar com: {ajuda}',
    'Missing argument {argumento}. See how to use it with: {ajuda}',
  ),
  ARGUMENTO_SOBRANDO: entry(
    400,
    false,
    'Há argumentos a mais. Veja como usar com: {ajuda}',
    'Too many arguments. See how to use it with: {ajuda}',
  ),
  CODIGO_OU_TODOS: entry(
    400,
    false,
    'Informe ao menos um código ou use --todos (não os dois). Veja como usar com: {ajuda}',
    'Give at least one code or use --todos (not both). See how to use it with: {ajuda}',
  ),
  BANCO_COM_DADOS: entry(
    409,
    false,
    'O banco já tem dados em {tabelas}. Para apagar tudo e carregar a demonstração, use --substituir.',
    'The database already holds data in {tabelas}. To erase it all and load the demo, use --substituir.',
  ),
  INTERROMPIDO: entry(
    503,
    true,
    'Interrompido. Nada foi gravado pela metade.',
    'Interrupted. Nothing was half written.',
  ),
  ERRO_INESPERADO: entry(
    500,
    true,
    'Erro inesperado: {motivo}. Os detalhes estão em {arquivo}',
    'Unexpected error: {motivo}. Details are in {arquivo}',
  ),
  MIGRACAO_ALTERADA: entry(
    500,
    false,
    'O arquivo sql/{arquivo} foi alterado depois de aplicado neste banco. Restaure o arquivo original e ponha a mudança em um novo.',
    'The file sql/{arquivo} was changed after it had been applied to this database. Restore the original file and put the change into a new one.',
  ),
  MIGRACAO_FORA_DE_ORDEM: entry(
    500,
    false,
    'O arquivo sql/{arquivo} ainda não foi aplicado, mas sql/{ultimo}, que vem depois, já foi. Dê a ele um número maior.',
    'The file sql/{arquivo} has not been applied, but sql/{ultimo}, which comes after it, has. Give it a higher number.',
  ),
  MIGRACAO_FALHOU: entry(
    500,
    false,
    'Não foi possível preparar o banco: sql/{arquivo}, linha {linha}: {motivo}. Nada desse arquivo foi gravado.',
    'The database could not be prepared: sql/{arquivo}, line {linha}: {motivo}. Nothing of that file was stored.',
  ),
  BANCO_MAIS_NOVO: entry(
    500,
    false,
    'O banco foi preparado por uma versão mais nova do programa (sql/{arquivo}). Atualize o programa.',
    'The database was prepared by a newer version of the program (sql/{arquivo}). Update the program.',
  ),
  BANCO_ANTIGO_DEMAIS: entry(
    500,
    false,
    'O PostgreSQL deste banco é o {versao}. É preciso o 15 ou mais novo.',
    'The PostgreSQL of this database is {versao}. Version 15 or newer is needed.',
  ),
  BANCO_SEM_UTF8: entry(
    500,
    false,
    'A codificação deste banco é {codificacao}. Crie um banco com ENCODING UTF8.',
    'The encoding of this database is {codificacao}. Create a database with ENCODING UTF8.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure. `code` decides status, retry and sentence; `params` fill the placeholders. */
export class RupturaError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** Machine-readable particulars (rows, places) that go to the wire as `detalhes`. */
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    options: { details?: unknown; cause?: unknown } = {},
  ) {
    super(errorSentence(code, params, 'pt-BR'), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'RupturaError';
    this.code = code;
    this.params = params;
    this.details = options.details;
  }

  /** The sentence for a person, in the language asked for. */
  sentence(language: Language): string {
    return errorSentence(this.code, this.params, language);
  }
}

function errorSentence(
  code: ErrorCode,
  params: Readonly<Record<string, string | number>>,
  language: Language,
): string {
  return ERRORS[code][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(params[key] ?? whole));
}
