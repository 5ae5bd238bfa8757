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
  QUANTIDADES_GRANDES_DEMAIS: entry(
    422,
    false,
    'As quantidades do produto {cod_produto} somam mais de 9 trilhões de unidades: os saldos dele não podem ser calculados com exatidão e não são mostrados. Corrija as movimentações, os pedidos ou as entradas dele; GET /api/inconsistencias lista os produtos assim.',
    'The quantities of product {cod_produto} add up to more than 9 trillion units: its balances cannot be computed exactly and are not shown. Correct its movements, orders or receipts; GET /api/inconsistencias lists such products.',
  ),
  PEDIDO_NAO_ANALISADO: entry(
    503,
    true,
    'O pedido {num_pedido} não pôde ser analisado: o lote dele falhou várias vezes. Analise-o de novo; os detalhes estão no registro do servidor.',
    'Sales order {num_pedido} could not be analysed: its batch failed several times. Analyse it again; details are in the server log.',
  ),
  ANOTACAO_ALTERADA: entry(
    409,
    false,
    'Outra pessoa alterou a anotação de {pedidos} pedido(s) depois que você a viu, entre eles {num_pedido}. Nada foi gravado. Veja o que está escrito agora e grave de novo.',
    'Somebody else changed the note of {pedidos} sales order(s) after you saw it, {num_pedido} among them. Nothing was stored. See what is written now and store it again.',
  ),
  VISAO_NAO_ENCONTRADA: entry(
    404,
    false,
    'A visão {id} não existe mais ou é de outra pessoa. Recarregue a lista de visões.',
    "The view {id} does not exist any more, or is somebody else's. Load the list of views again.",
  ),
  VISAO_ALTERADA: entry(
    409,
    false,
    'A visão {nome} foi alterada por outra pessoa depois que você a viu. Nada foi gravado. Abra-a de novo e repita a alteração.',
    'The view {nome} was changed by somebody else after you saw it. Nothing was stored. Open it again and repeat the change.',
  ),
  VISAO_NOME_EM_USO: entry(
    409,
    false,
    'Já existe uma visão com o nome {nome}. Escolha outro nome, ou altere a que existe.',
    'There is a view named {nome} already. Choose another name, or change the one there is.',
  ),
  VISOES_DEMAIS: entry(
    409,
    false,
    'Já há {limite} visões salvas nesta página. Apague as que ninguém usa e salve de novo.',
    'There are {limite} views saved of this page already. Delete those nobody uses and save again.',
  ),
  SESSAO_NAO_ENCONTRADA: entry(
    404,
    false,
    'A sessão {session_id} não existe ou já foi esquecida. Inicie outra análise.',
    'The session {session_id} does not exist or has been forgotten. Start another analysis.',
  ),
  SESSAO_EM_USO: entry(
    409,
    false,
    'Já existe uma sessão {session_id}, em andamento ou ainda não esquecida. Use outro session_id, ou nenhum.',
    'A session {session_id} exists already, running or not yet forgotten. Use another session_id, or none.',
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
  CODIFICACAO_NAO_ACEITA: entry(
    415,
    false,
    'Corpo com Content-Encoding {codificacao} não é aceito. Envie-o sem compressão.',
    'A body with Content-Encoding {codificacao} is not accepted. Send it without compression.',
  ),
  HOST_NAO_ACEITO: entry(
    403,
    false,
    'Este servidor só atende pelo endereço desta máquina, e o pedido veio para {host}. Use http://127.0.0.1 e a porta; atrás de um proxy, liste a origem pública em RUPTURA_ORIGENS.',
    'This server answers only by the address of this machine, and the request was for {host}. Use http://127.0.0.1 and the port; behind a proxy, list the public origin in RUPTURA_ORIGENS.',
  ),
  ORIGEM_NAO_ACEITA: entry(
    403,
    false,
    'Páginas de outra origem ({origem}) não podem gravar, exportar nem iniciar nada aqui. Para permitir, liste a origem delas em RUPTURA_ORIGENS e reinicie o servidor.',
    'Pages of another origin ({origem}) may not write, export or start anything here. To allow it, list their origin in RUPTURA_ORIGENS and restart the server.',
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
  CSV_LINHA_LONGA: entry(
    400,
    false,
    'A linha {linha} de {arquivo} passa de {limite} caracteres sem terminar. Confira se o arquivo é uma tabela e se as linhas terminam com quebra de linha. Nada foi gravado.',
    'Line {linha} of {arquivo} goes beyond {limite} characters without an end. Check that the file is a table and that its lines end in line breaks. Nothing was stored.',
  ),
  CSV_COLUNAS_DEMAIS: entry(
    400,
    false,
    'A linha {linha} de {arquivo} tem mais de {limite} colunas. Confira o separador e as quebras de linha do arquivo. Nada foi gravado.',
    'Line {linha} of {arquivo} has more than {limite} columns. Check the separator and the line breaks of the file. Nothing was stored.',
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
    'Não dá para saber se {arquivo} é {tabelas}. Dê ao arquivo o nome da tabela ou diga qual é com {opcao}. Nada foi gravado.',
    'Cannot tell whether {arquivo} is {tabelas}. Name the file after the table or say which with {opcao}. Nothing was stored.',
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
  PLANILHA_ESTRUTURA: entry(
    400,
    false,
    'A planilha {arquivo} tem na parte {parte} o que nenhum programa de planilhas grava ({motivo} acima de {limite}). Abra-a na planilha e salve como XLSX ou CSV. Nada foi gravado.',
    'The workbook {arquivo} has in its part {parte} what no spreadsheet program writes ({motivo} above {limite}). Open it in a spreadsheet and save it as XLSX or CSV. Nothing was stored.',
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
    'A planilha {arquivo} não tem aba visível. Nada foi gravado.',
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
    'O conteúdo de {arquivo} já foi importado em {quando} ({antes}). Para importar mesmo assim, use {opcao}. Nada foi gravado.',
    'The content of {arquivo} was already imported on {quando} ({antes}). To import it anyway, use {opcao}. Nothing was stored.',
  ),
  IMPORTACAO_RECUSADA: entry(
    422,
    false,
    '{linhas} linha(s) com erro em {arquivos}. Primeira: {primeira}. Nada foi gravado. Corrija, ou use {opcao} para importar as demais.',
    '{linhas} row(s) with errors in {arquivos}. First: {primeira}. Nothing was stored. Correct them, or use {opcao} to import the rest.',
  ),
  IMPORTACAO_SUBSTITUIR_VAZIO: entry(
    422,
    false,
    'O arquivo {arquivo} não tem nenhuma linha boa e apagaria a tabela {tabela} inteira. Nada foi gravado.',
    'The file {arquivo} has no good row and would empty the whole table {tabela}. Nothing was stored.',
  ),
  IMPORTACAO_MAPA_COLUNA: entry(
    422,
    false,
    'No mapa de {arquivo}: a tabela {tabela} não tem a coluna {coluna}. Colunas: {colunas}. Nada foi gravado.',
    'In the map of {arquivo}: the table {tabela} has no column {coluna}. Columns: {colunas}. Nothing was stored.',
  ),
  IMPORTACAO_MAPA_POSICAO: entry(
    422,
    false,
    'No mapa de {arquivo}: não há título na posição {posicao}; a última é {ultima} (a primeira é 0). Nada foi gravado.',
    'In the map of {arquivo}: there is no heading at position {posicao}; the last one is {ultima} (the first is 0). Nothing was stored.',
  ),
  IMPORTACAO_MAPA_FOLHA: entry(
    422,
    false,
    'No mapa: {arquivo} não tem a aba visível {folha} com conteúdo. Abas: {folhas}. Nada foi gravado.',
    'In the map: {arquivo} has no visible sheet {folha} with content. Sheets: {folhas}. Nothing was stored.',
  ),
  IMPORTACAO_MAPA_ARQUIVO: entry(
    422,
    false,
    'No mapa: a importação não tem o arquivo número {numero}. Veja os números em recebidos.',
    'In the map: the import has no file number {numero}. See the numbers in recebidos.',
  ),
  IMPORTACAO_ARQUIVOS_DEMAIS: entry(
    413,
    false,
    'Uma importação leva no máximo {limite} arquivos. Grave estes e envie os demais em outra.',
    'An import takes at most {limite} files. Store these and send the others in another one.',
  ),
  IMPORTACAO_SEM_REJEITADAS: entry(
    404,
    false,
    'A importação {id} não tem linhas rejeitadas para baixar: elas existem depois de gravar com ignorar_invalidas.',
    'The import {id} has no rejected rows to download: they exist after it was stored with ignorar_invalidas.',
  ),
  ENVIO_INTERROMPIDO: entry(
    400,
    true,
    'O envio de {arquivo} foi interrompido antes do fim. Nada dele foi guardado; envie-o de novo.',
    'The upload of {arquivo} was interrupted before its end. Nothing of it was kept; send it again.',
  ),
  ENVIO_SEM_ESPACO: entry(
    507,
    true,
    'Não há espaço em disco no servidor para {arquivo} ({motivo}). Libere espaço em {pasta} e envie de novo.',
    'There is no disk space on the server for {arquivo} ({motivo}). Free space in {pasta} and send it again.',
  ),
  IMPORTACAO_NAO_ENCONTRADA: entry(
    404,
    false,
    'A importação {id} não existe ou já foi esquecida. Envie o arquivo de novo.',
    'The import {id} does not exist or has been forgotten. Send the file again.',
  ),
  IMPORTACAO_DE_OUTRO: entry(
    409,
    true,
    'A importação {id} está sendo gravada por outro servidor deste banco ({dono}). Pergunte a ele, ou espere.',
    'The import {id} is being stored by another server of this database ({dono}). Ask there, or wait.',
  ),
  IMPORTACAO_SEM_DONO: entry(
    410,
    false,
    'O servidor que gravava a importação {id} ({dono}) terminou antes de dizer o resultado. Envie o arquivo de novo: se ela chegou a gravar, ele é recusado como já importado.',
    'The server that was storing the import {id} ({dono}) ended before it told the outcome. Send the file again: if it did store, it is refused as imported before.',
  ),
  IMPORTACAO_EM_ANDAMENTO: entry(
    409,
    false,
    'A importação {id} está em {estado} e não aceita isso agora. Espere que termine, ou envie outra.',
    'The import {id} is in {estado} and does not take this now. Wait until it ends, or send another one.',
  ),
  IMPORTACOES_DEMAIS: entry(
    503,
    true,
    'Já há {limite} importações em andamento. Espere uma terminar, ou cancele alguma, e tente de novo.',
    'There are {limite} imports under way already. Wait until one ends, or cancel one, and try again.',
  ),
  IMPORTACAO_ERROS_DEMAIS: entry(
    400,
    false,
    'Mais de {limite} erros, o último em {arquivo}: provavelmente não é o arquivo certo, ou as colunas estão trocadas. Veja os primeiros e corrija. Nada foi gravado.',
    'More than {limite} errors, the last one in {arquivo}: it is probably not the right file, or its columns are mixed up. Look at the first ones and correct them. Nothing was stored.',
  ),
  IMPORTACAO_MEMORIA: entry(
    413,
    false,
    'Ler o que foi enviado passa de {limite} MB de memória, o mais que uma importação usa. Se os arquivos são legítimos, divida-os ou salve-os como CSV. Nada foi gravado.',
    'Reading what was sent takes more than {limite} MB of memory, the most an import uses. If the files are genuine, split them or save them as CSV. Nothing was stored.',
  ),
  IMPORTACAO_DEMORADA: entry(
    413,
    false,
    'Ler o que foi enviado passa do tempo que uma importação pode usar ({limite} s de cálculo). Se os arquivos são legítimos, divida-os ou salve-os como CSV. Nada foi gravado.',
    'Reading what was sent takes more time than an import may use ({limite} s of computing). If the files are genuine, split them or save them as CSV. Nothing was stored.',
  ),
  IMPORTACAO_INTERROMPIDA: entry(
    503,
    true,
    'O processo da importação terminou de repente ({motivo}). Tente de novo; se ela já estava gravando e chegou a gravar, o mesmo arquivo é recusado como já importado.',
    'The process of the import ended suddenly ({motivo}). Try again; if it was storing already and did store, the same file is refused as imported before.',
  ),
  TIPO_DE_ARQUIVO_DESCONHECIDO: entry(
    415,
    false,
    'Tipo de conteúdo não aceito para um arquivo: {tipo}. Envie os bytes do arquivo como um destes: {aceitos}.',
    'Content type not accepted for a file: {tipo}. Send the bytes of the file as one of: {aceitos}.',
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
    'Uma aba do Excel tem no máximo {limite} linhas. Exporte em CSV ou filtre a lista.',
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
  SERVIDOR_NAO_RESPONDE: entry(
    502,
    true,
    'O servidor em {url} não respondeu à verificação ({motivo}). Confira o endereço ou rode sem --servidor.',
    'The server at {url} did not answer the verification ({motivo}). Check the address or run without --servidor.',
  ),
  VERIFICACAO_SEM_COMPARACAO: entry(
    503,
    true,
    'O servidor não pôde ser comparado: em {vezes} tentativas os dados mudaram entre a leitura dele e a desta verificação. Tente de novo num momento com menos gravações.',
    'The server could not be compared: in {vezes} attempts the data changed between its reading and that of this verification. Try again when less is being written.',
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
  CONFIGURACAO_NAO_E_ORIGEM: entry(
    500,
    false,
    '{nome}: "{valor}" não é uma origem, como https://erp.exemplo.com.br ou http://servidor:8080 (sem caminho, e não aceita * no lugar de um nome; várias separadas por vírgula).',
    '{nome}: "{valor}" is not an origin, such as https://erp.example.com or http://host:8080 (without a path, and no * either in place of a name; several separated by commas).',
  ),
  CONFIGURACAO_NAO_E_SITE: entry(
    500,
    false,
    '{nome}: "{valor}" não é o endereço de um portal, como https://empresa.coupahost.com.',
    '{nome}: "{valor}" is not the address of a portal, such as https://company.coupahost.com.',
  ),
  SCRIPT_NAO_COMPILADO: entry(
    503,
    false,
    'O script embutido não foi compilado. Rode npm run build e tente de novo.',
    'The embedded script has not been built. Run npm run build and try again.',
  ),
  PAGINAS_NAO_COMPILADAS: entry(
    503,
    false,
    'As páginas não foram compiladas. Rode npm run build e tente de novo.',
    'The pages have not been built. Run npm run build and try again.',
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
    'O banco já tem dados em {tabelas}. Para apagar tudo e carregar a demonstração, rode ruptura demo --substituir.',
    'The database already holds data in {tabelas}. To erase it all and load the demo, run ruptura demo --substituir.',
  ),
  DEMO_EM_ANDAMENTO: entry(
    409,
    true,
    'Os dados de demonstração já estão sendo carregados. Acompanhe em /api/demo, ou cancele.',
    'The demo data are being loaded already. Follow it at /api/demo, or cancel it.',
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
  ERRO_INESPERADO_SEM_REGISTRO: entry(
    500,
    true,
    'Erro inesperado: {motivo}. Os detalhes não puderam ser gravados em {pasta} ({falha}).',
    'Unexpected error: {motivo}. Its details could not be written to {pasta} ({falha}).',
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
  MIGRACAO_TRANCADA: entry(
    503,
    true,
    'O banco não pôde ser preparado: outra sessão tranca há mais de {segundos} s o que isso precisa mudar, ou outro processo ainda o prepara. Espere que termine, ou encerre aquela sessão (veja pg_locks e pg_stat_activity), e tente de novo. Nada foi gravado.',
    'The database could not be prepared: another session has locked what this must change for more than {segundos} s, or another process is still preparing it. Wait for its end, or end that session (see pg_locks and pg_stat_activity), and try again. Nothing was stored.',
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
  BANCO_DE_OUTRA_ORDEM: entry(
    500,
    false,
    'O banco foi preparado por uma versão anterior do programa, de antes do primeiro lançamento. Nada foi alterado. Com a versão anterior rode ruptura exportar --tudo --saida PASTA; com esta, ruptura importar PASTA --substituir em dados novos (outra pasta em RUPTURA_DATA, ou outro banco em DATABASE_URL).',
    'The database was prepared by an earlier version of the program, from before the first release. Nothing was changed. Run ruptura exportar --tudo --saida FOLDER with the earlier version, then ruptura importar FOLDER --substituir with this one into new data (another folder in RUPTURA_DATA, or another database in DATABASE_URL).',
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
  BANCO_SEM_BINARIO: entry(
    503,
    false,
    'Não encontrei o PostgreSQL embutido para {plataforma}. Rode npm install sem --omit=optional, ou aponte DATABASE_URL para um PostgreSQL 15 ou mais novo.',
    'Found no embedded PostgreSQL for {plataforma}. Run npm install without --omit=optional, or point DATABASE_URL to a PostgreSQL 15 or newer.',
  ),
  BANCO_SEM_USUARIO: entry(
    503,
    false,
    'O PostgreSQL não roda como root e não encontrei outro usuário para ele ({candidatos}). Crie um deles, rode o Ruptura como usuário comum, ou aponte DATABASE_URL para um PostgreSQL externo.',
    'PostgreSQL does not run as root and found no other user for it ({candidatos}). Create one of them, run Ruptura as an ordinary user, or point DATABASE_URL to an external PostgreSQL.',
  ),
  PASTA_INALCANCAVEL: entry(
    503,
    false,
    'O usuário {usuario}, que roda o PostgreSQL, não consegue entrar em {impedimento}, no caminho da pasta de dados {pasta}. Escolha outra pasta em RUPTURA_DATA (sem RUPTURA_DATA uma é escolhida) ou dê passagem com chmod o+x.',
    'User {usuario}, who runs PostgreSQL, cannot enter {impedimento}, on the way to the data folder {pasta}. Choose another folder in RUPTURA_DATA (without RUPTURA_DATA one is chosen) or let it pass with chmod o+x.',
  ),
  PASTA_SEM_PERMISSAO: entry(
    503,
    false,
    'Sem permissão para usar {pasta}. Corrija o dono e as permissões (chown, chmod) ou escolha outra pasta em RUPTURA_DATA.',
    'No permission to use {pasta}. Correct its owner and permissions (chown, chmod) or choose another folder in RUPTURA_DATA.',
  ),
  PASTA_SO_LEITURA: entry(
    503,
    false,
    '{pasta} está em um sistema de arquivos montado só para leitura. Monte-o com escrita, ou escolha outra pasta (a dos dados, em RUPTURA_DATA).',
    '{pasta} is on a file system that is mounted read-only. Mount it writable, or choose another folder (that of the data, in RUPTURA_DATA).',
  ),
  SISTEMA_SEM_ARQUIVOS: entry(
    503,
    true,
    'O sistema não deixa abrir mais arquivos ou conexões ao mesmo tempo ({motivo}). Aumente o limite de quem roda o programa (ulimit -n 4096, LimitNOFILE no systemd) e inicie-o de novo.',
    'The system lets no more files or connections be open at once ({motivo}). Raise the limit of who runs the program (ulimit -n 4096, LimitNOFILE in systemd) and start it again.',
  ),
  PASTA_DE_OUTRO_USUARIO: entry(
    503,
    false,
    'Os dados em {pasta} pertencem a {dono}. Rode o Ruptura com esse usuário ou escolha outra pasta em RUPTURA_DATA.',
    'The data in {pasta} belong to {dono}. Run Ruptura as that user or choose another folder in RUPTURA_DATA.',
  ),
  PASTA_ABERTA_DEMAIS: entry(
    503,
    false,
    'A pasta {pasta} está aberta a outros usuários e o PostgreSQL a recusa. Rode chmod 0700 nela.',
    'The folder {pasta} is open to other users and PostgreSQL refuses it. Run chmod 0700 on it.',
  ),
  PASTA_INVALIDA: entry(
    503,
    false,
    '{pasta} não pode ser usado como pasta de dados: não é uma pasta ou o caminho não serve. Escolha outra em RUPTURA_DATA.',
    '{pasta} cannot be used as a data folder: it is no folder or the path does not work. Choose another in RUPTURA_DATA.',
  ),
  PASTA_TEMPORARIA_INSEGURA: entry(
    503,
    false,
    'Não consegui criar uma pasta privada para o soquete do banco, como {pasta}. Remova a que existe ou aponte TMPDIR para outra pasta temporária.',
    'Could not make a private folder for the database socket, such as {pasta}. Remove the existing one or point TMPDIR to another temporary folder.',
  ),
  BANCO_DISCO_CHEIO: entry(
    507,
    true,
    'Disco cheio no banco de dados ({pasta}). Nada desta operação foi gravado. Libere espaço e tente de novo.',
    'Disk full in the database ({pasta}). Nothing of this operation was stored. Free some space and try again.',
  ),
  BANCO_PAGINA_DANIFICADA: entry(
    503,
    false,
    'Há dados danificados no banco ({endereco}): {motivo}. O disco pode estar com defeito. Salve o que ainda se lê (ruptura exportar --tudo --saida salvo) e restaure a última cópia de segurança em uma pasta de dados nova (RUPTURA_DATA=nova ruptura importar copia --substituir).',
    'Data in the database ({endereco}) are damaged: {motivo}. The disk may be failing. Save what can still be read (ruptura exportar --tudo --saida saved) and restore the last backup into a new data folder (RUPTURA_DATA=new ruptura importar backup --substituir).',
  ),
  BANCO_PAROU_SEM_ESPACO: entry(
    507,
    true,
    'O banco de dados parou por falta de espaço no disco ({pasta}). O que não tinha sido confirmado pode não ter sido gravado. Libere espaço e tente de novo.',
    'The database stopped for lack of disk space ({pasta}). What had not been acknowledged may not have been stored. Free some space and try again.',
  ),
  BANCO_PORTA_OCUPADA: entry(
    503,
    true,
    'A porta {porta} já está em uso por outro programa. Escolha outra em PG_PORT ou deixe PG_PORT vazio.',
    'Port {porta} is in use by another program. Choose another in PG_PORT or leave PG_PORT empty.',
  ),
  BANCO_PORTA_DIFERENTE: entry(
    503,
    false,
    'O banco embutido já está em uso por outro processo do Ruptura com PG_PORT={atual}, e foi pedida a porta {porta}. Use a mesma PG_PORT, deixe-a vazia, ou encerre os outros processos antes.',
    'The embedded database is in use by another Ruptura process with PG_PORT={atual}, and port {porta} was asked for. Use the same PG_PORT, leave it empty, or stop the other processes first.',
  ),
  BANCO_VERSAO_DIFERENTE: entry(
    503,
    false,
    'Os dados em {pasta} são do PostgreSQL {versao} e este programa traz o {programa}. Com a versão anterior do Ruptura rode ruptura exportar --tudo; com esta, ruptura importar numa pasta de dados nova.',
    'The data in {pasta} are of PostgreSQL {versao} and this program brings {programa}. Run ruptura exportar --tudo with the previous version of Ruptura, then ruptura importar into a new data folder with this one.',
  ),
  BANCO_DANIFICADO: entry(
    503,
    false,
    'A pasta {pasta} existe mas não contém um banco inteiro. Restaure-a de uma cópia, ou mova-a para outro lugar para começar um banco vazio.',
    'The folder {pasta} exists but holds no whole database. Restore it from a copy, or move it away to start an empty database.',
  ),
  BANCO_SENHA_DIFERENTE: entry(
    503,
    false,
    'O banco em {pasta} não aceita a senha guardada no arquivo password dessa pasta. Encerre os processos do Ruptura que a usam, apague esse arquivo e inicie de novo: uma senha nova será criada.',
    'The database in {pasta} does not accept the password kept in the file password of that folder. Stop the Ruptura processes using it, delete that file and start again: a new password will be made.',
  ),
  BANCO_NAO_INICIOU: entry(
    503,
    true,
    'O banco embutido em {pasta} não iniciou: {motivo}. O registro completo está em {registro}.',
    'The embedded database in {pasta} did not start: {motivo}. The full log is in {registro}.',
  ),
  BANCO_NAO_PARA: entry(
    503,
    true,
    'O PostgreSQL embutido em {pasta} (processo {pid}) não responde e não terminou ao ser pedido. Encerre esse processo e inicie de novo.',
    'The embedded PostgreSQL in {pasta} (process {pid}) does not answer and did not finish when asked. End that process and start again.',
  ),
  BANCO_ENDERECO_INVALIDO: entry(
    503,
    false,
    'DATABASE_URL não é um endereço de PostgreSQL. Use postgresql://usuario:senha@servidor:5432/banco.',
    'DATABASE_URL is no PostgreSQL address. Use postgresql://user:password@server:5432/database.',
  ),
  BANCO_RECUSADO: entry(
    503,
    true,
    'Ninguém atende em {endereco}. Confira se o PostgreSQL está no ar e se servidor e porta de DATABASE_URL estão certos.',
    'Nobody answers at {endereco}. Check that PostgreSQL is up and that server and port in DATABASE_URL are right.',
  ),
  BANCO_SEM_ENDERECO: entry(
    503,
    true,
    'O servidor de {endereco} não foi encontrado na rede. Confira o nome em DATABASE_URL.',
    'The server of {endereco} was not found on the network. Check the name in DATABASE_URL.',
  ),
  BANCO_AUTENTICACAO: entry(
    503,
    false,
    'O PostgreSQL em {endereco} recusou o usuário ou a senha. Confira-os em DATABASE_URL.',
    'PostgreSQL at {endereco} refused the user or the password. Check them in DATABASE_URL.',
  ),
  BANCO_INEXISTENTE: entry(
    503,
    false,
    'O banco de {endereco} não existe. Crie-o (CREATE DATABASE) ou corrija o nome em DATABASE_URL.',
    'The database of {endereco} does not exist. Create it (CREATE DATABASE) or correct its name in DATABASE_URL.',
  ),
  BANCO_LOTADO: entry(
    503,
    true,
    'O PostgreSQL em {endereco} não aceita mais conexões. Feche programas que o usam ou aumente max_connections.',
    'PostgreSQL at {endereco} takes no more connections. Close programs using it or raise max_connections.',
  ),
  BANCO_INICIANDO: entry(
    503,
    true,
    'O PostgreSQL em {endereco} está iniciando, se recuperando ou parando. Tente de novo em instantes.',
    'PostgreSQL at {endereco} is starting, recovering or stopping. Try again in a moment.',
  ),
  BANCO_CONEXAO_PERDIDA: entry(
    503,
    true,
    'A conexão com {endereco} caiu. O que não tinha sido confirmado pode não ter sido gravado. Tente de novo.',
    'The connection to {endereco} broke. What had not been acknowledged may not have been stored. Try again.',
  ),
  BANCO_DEMOROU: entry(
    503,
    true,
    'Todas as conexões com o PostgreSQL em {endereco} ficaram ocupadas por tempo demais. Confira a carga do servidor, e tente de novo.',
    'All connections to PostgreSQL at {endereco} were busy for too long. Check the load of the server, and try again.',
  ),
  LIVRO_CARREGANDO: entry(
    503,
    true,
    'O Ruptura ainda está carregando os dados. Tente de novo em instantes.',
    'Ruptura is still loading the order book. Try again in a moment.',
  ),
  LIVRO_TRANCADO: entry(
    503,
    true,
    'Outra sessão do PostgreSQL tranca há mais de {segundos} s tabelas de que os dados precisam ({quem}). Encerre aquela transação, ou espere que ela termine; depois tudo segue sozinho.',
    'Another session of PostgreSQL has locked tables that the data come from for more than {segundos} s ({quem}). End that transaction, or wait for its end; all else goes on by itself.',
  ),
  SERVIDOR_PORTA_OCUPADA: entry(
    503,
    true,
    'A porta {porta} em {endereco} já está em uso por outro programa. Escolha outra: npm start -- --port {outra}',
    'Port {porta} on {endereco} is in use by another program. Choose another: npm start -- --port {outra}',
  ),
  SERVIDOR_SEM_ENDERECO: entry(
    503,
    false,
    'Não consigo escutar em {endereco} ({motivo}). Confira HOST e PORT.',
    'Cannot listen on {endereco} ({motivo}). Check HOST and PORT.',
  ),
  CONFIGURACAO_HOST_ABERTO: entry(
    500,
    false,
    'HOST={endereco} abriria o Ruptura para a rede, e ainda não há nenhum usuário cadastrado: qualquer um leria e gravaria. Use HOST=127.0.0.1.',
    'HOST={endereco} would open Ruptura to the network, and no user exists yet: anybody could read and write. Use HOST=127.0.0.1.',
  ),
  BANCO_SEM_RESPOSTA: entry(
    503,
    true,
    'O PostgreSQL em {endereco} parou de responder. Confira a rede e o servidor; o Ruptura se conecta de novo sozinho, assim que ele responder.',
    'PostgreSQL at {endereco} has stopped answering. Check the network and the server; Ruptura connects again by itself as soon as it answers.',
  ),
  BANCO_FALHOU: entry(
    503,
    true,
    'O banco de dados não respondeu como devia. Os detalhes estão no registro do servidor.',
    'The database did not answer as it should. Details are in the server log.',
  ),
  SERVIDOR_JA_ATIVO: entry(
    409,
    false,
    'O Ruptura já está em execução com estes dados em {url} (processo {pid}). Abra esse endereço, ou encerre aquele processo antes.',
    'Ruptura is already running on these data at {url} (process {pid}). Open that address, or stop that process first.',
  ),
  COLETA_SESSAO_EXPIRADA: entry(
    401,
    true,
    'A sessão no portal {base} acabou. Entre de novo com: ruptura coletar entrar',
    'The session at the portal {base} has ended. Sign in again with: ruptura coletar entrar',
  ),
  COLETA_PORTAL_SEM_RESPOSTA: entry(
    503,
    true,
    'O portal não respondeu em {url} ({motivo}). Confira a rede e o endereço do portal.',
    'The portal did not answer at {url} ({motivo}). Check the network and the address of the portal.',
  ),
  COLETA_HTTP: entry(
    502,
    false,
    'O portal respondeu {status} em {url}. Abra o endereço no navegador para conferir se você tem acesso.',
    'The portal answered {status} at {url}. Open the address in a browser to see whether you have access.',
  ),
  COLETA_REDIRECIONAMENTOS: entry(
    502,
    false,
    'O portal redirecionou {url} vezes demais. Abra o endereço no navegador para conferir.',
    'The portal redirected {url} too many times. Open the address in a browser to check it.',
  ),
  COLETA_TEMPO_ESGOTADO: entry(
    504,
    true,
    'Tempo esgotado em {url}: nada chegou em {segundos} s. Tente de novo mais tarde.',
    'Time ran out at {url}: nothing arrived within {segundos} s. Try again later.',
  ),
  COLETA_PEDIDO_DEMORADO: entry(
    504,
    true,
    'O pedido de compra {pedido} passou de {segundos} s. O que já chegou está na pasta; colete-o de novo.',
    'Purchase order {pedido} took longer than {segundos} s. What had arrived is in its folder; collect it again.',
  ),
  COLETA_ARQUIVO_CORTADO: entry(
    502,
    true,
    'O arquivo de {url} chegou cortado: {recebidos} de {esperados} bytes. Colete o pedido de novo.',
    'The file at {url} arrived cut: {recebidos} of {esperados} bytes. Collect the order again.',
  ),
  COLETA_ARQUIVO_VAZIO: entry(
    502,
    true,
    'O portal mandou 0 bytes para o arquivo de {url}. Confira o anexo no portal.',
    'The portal sent 0 bytes for the file at {url}. Check the attachment at the portal.',
  ),
  COLETA_ARQUIVO_PAGINA: entry(
    502,
    true,
    'O portal mandou uma página em vez do arquivo de {url}. Confira o anexo no portal.',
    'The portal sent a page instead of the file at {url}. Check the attachment at the portal.',
  ),
  COLETA_ARQUIVO_TIPO: entry(
    502,
    true,
    'O conteúdo de {nome}, vindo de {url}, não é o de um arquivo desse tipo. Confira o anexo no portal.',
    'The content of {nome}, from {url}, is not that of a file of its kind. Check the attachment at the portal.',
  ),
  COLETA_PEDIDO_NAO_ENCONTRADO: entry(
    404,
    false,
    'O pedido de compra {pedido} não existe no portal ou você não tem acesso a ele ({url}). Confira o número.',
    'Purchase order {pedido} does not exist at the portal or you have no access to it ({url}). Check its number.',
  ),
  COLETA_REQUISICAO_SEM_ACESSO: entry(
    403,
    false,
    'Sem acesso à requisição {url}: os anexos dela não foram coletados. Peça acesso, ou colete sem requisições.',
    'No access to the requisition {url}: its attachments were not collected. Ask for access, or collect without requisitions.',
  ),
  COLETA_PAGINA_DESCONHECIDA: entry(
    502,
    true,
    'A página {url} não é a de um pedido de compra. Confira o endereço do portal.',
    'The page {url} is not that of a purchase order. Check the address of the portal.',
  ),
  COLETA_PRECISA_DE_NAVEGADOR: entry(
    409,
    false,
    'A página {url} só mostra todos os anexos num navegador. Colete com --modo auto ou --modo browser.',
    'The page {url} shows all attachments only in a browser. Collect with --modo auto or --modo browser.',
  ),
  COLETA_ANEXOS_PERDIDOS: entry(
    502,
    true,
    '{perdidos} de {encontrados} anexos não foram guardados. O primeiro: {motivo}',
    '{perdidos} of {encontrados} attachments were not stored. The first: {motivo}',
  ),
  COLETA_CLIQUE_SEM_ARQUIVO: entry(
    502,
    true,
    'O clique no anexo "{nome}" de {url} não trouxe um arquivo. Confira o anexo no portal.',
    'The click on the attachment "{nome}" at {url} brought no file. Check the attachment at the portal.',
  ),
  COLETA_ESTADO_INVALIDO: entry(
    400,
    false,
    'O arquivo {arquivo} não é um estado de sessão do Playwright (storage state). Gere outro com: ruptura coletar entrar',
    'The file {arquivo} is no Playwright storage state. Make another with: ruptura coletar entrar',
  ),
  COLETA_PORTAL_DESCONHECIDO: entry(
    400,
    false,
    'Portal desconhecido: {portal}. Use um destes: {portais}.',
    'Unknown portal: {portal}. Use one of these: {portais}.',
  ),
  COLETA_SEM_SESSAO: entry(
    401,
    false,
    'Ainda ninguém entrou no portal {base} por este programa. Entre com: ruptura coletar entrar',
    'Nobody has signed in at the portal {base} with this program yet. Sign in with: ruptura coletar entrar',
  ),
  COLETA_SESSAO_RENOVANDO: entry(
    503,
    true,
    'A sessão no portal {base} está sendo conferida; nada novo começa enquanto isso.',
    'The session at the portal {base} is being checked; nothing new is begun meanwhile.',
  ),
  COLETA_NINGUEM_ENTROU: entry(
    401,
    true,
    'Ninguém entrou no portal {base} a tempo, ou a janela foi fechada. Tente de novo com: ruptura coletar entrar',
    'Nobody signed in at the portal {base} in time, or the window was closed. Try again with: ruptura coletar entrar',
  ),
  COLETA_PORTAL_FALHANDO: entry(
    503,
    true,
    'O portal falhou muitas vezes seguidas; a coleta espera {segundos} s antes de tentar de novo.',
    'The portal failed many times in a row; the collection waits {segundos} s before it tries again.',
  ),
  COLETA_SEM_ENDERECO: entry(
    400,
    false,
    'Falta o endereço do portal. Indique --base-url https://empresa.coupahost.com, ou defina COUPA_URL.',
    'The address of the portal is missing. Name --base-url https://company.coupahost.com, or set COUPA_URL.',
  ),
  COLETA_EM_USO: entry(
    409,
    true,
    'A pasta {pasta} está em uso pela coleta {coleta} (processo {pid}). Espere que ela termine, ou indique outra pasta com --saida.',
    'The folder {pasta} is in use by the collection {coleta} (process {pid}). Wait until it ends, or name another folder with --saida.',
  ),
  COLETA_NAO_ENCONTRADA: entry(
    404,
    false,
    'Não há coleta {coleta} em {pasta}. Confira o código e a pasta indicada em --saida.',
    'There is no collection {coleta} in {pasta}. Check its code and the folder named by --saida.',
  ),
  COLETA_JA_CONCLUIDA: entry(
    409,
    false,
    'A coleta {coleta} já foi concluída; não há o que retomar. Para coletar de novo, indique a lista.',
    'The collection {coleta} is complete; there is nothing to resume. To collect again, name the list.',
  ),
  COLETA_LISTA_SEM_COLUNA: entry(
    400,
    false,
    'A lista {arquivo} não tem a coluna PO_NUMBER, a única exigida. Títulos encontrados: {titulos}. Dê esse título à coluna dos pedidos de compra.',
    'The list {arquivo} has no column PO_NUMBER, the only one required. Headings found: {titulos}. Give that heading to the column of purchase orders.',
  ),
  COLETA_LISTA_GRANDE: entry(
    413,
    false,
    'A lista {arquivo} tem mais de {limite} linhas. Divida-a em listas menores.',
    'The list {arquivo} has more than {limite} rows. Divide it into smaller lists.',
  ),
  COLETA_LISTA_PESADA: entry(
    413,
    false,
    'A lista {arquivo} tem mais de {limite} caracteres ao todo. Deixe só as colunas de que precisa, ou divida-a.',
    'The list {arquivo} has more than {limite} characters in all. Keep only the columns you need, or divide it.',
  ),
  COLETA_LISTA_DEMORADA: entry(
    413,
    false,
    'Ler a lista {arquivo} passa do que uma lista pode usar ({memoria} MB de memória, {segundos} s de cálculo). Salve-a como CSV, só com as colunas de que precisa.',
    'Reading the list {arquivo} takes more than a list may use ({memoria} MB of memory, {segundos} s of computing). Save it as CSV, with only the columns you need.',
  ),
  COLETA_PEDIDO_INVALIDO: entry(
    400,
    false,
    '"{valor}" não é um número de pedido de compra. Escreva 6 dígitos ou mais, como 15262984, PO15262984 ou PM15262984.',
    '"{valor}" is no purchase order number. Write 6 digits or more, as in 15262984, PO15262984 or PM15262984.',
  ),
  COLETA_PEDIDO_EM_BRANCO: entry(
    400,
    false,
    'A linha não diz o pedido de compra: preencha PO_NUMBER.',
    'The row does not say which purchase order it means: fill in PO_NUMBER.',
  ),
  COLETA_MSG_ILEGIVEL: entry(
    422,
    false,
    'Não consegui fazer um PDF do e-mail {arquivo} ({motivo}). O original está guardado; abra-o no programa de e-mail.',
    'Could not make a PDF of the mail {arquivo} ({motivo}). The original is stored; open it in a mail program.',
  ),
  COLETA_DESCONHECIDA: entry(
    404,
    false,
    'Não há coleta {coleta} neste servidor. Veja as que há em /coletas.',
    'There is no collection {coleta} on this server. See those there are at /coletas.',
  ),
  COLETA_PARADA: entry(
    409,
    false,
    'A coleta {coleta} não está em andamento. Retome-a antes.',
    'The collection {coleta} is not running. Resume it first.',
  ),
  COLETA_EM_ANDAMENTO: entry(
    409,
    true,
    'A coleta {coleta} já está em andamento. Espere que termine, ou cancele-a.',
    'The collection {coleta} is running already. Wait until it ends, or cancel it.',
  ),
  COLETA_EM_OUTRO_SERVIDOR: entry(
    409,
    true,
    'A coleta {coleta} está em andamento em outro servidor ({servidor}). Espere que termine, ou cancele-a lá.',
    'The collection {coleta} is running on another server ({servidor}). Wait until it ends, or cancel it there.',
  ),
  COLETAS_DEMAIS: entry(
    409,
    true,
    'Já há {limite} coletas em andamento. Espere que uma termine, ou cancele uma.',
    '{limite} collections are running already. Wait until one ends, or cancel one.',
  ),
  COLETA_PEDIDO_DESCONHECIDO: entry(
    404,
    false,
    'A coleta {coleta} não tem o pedido de compra {pedido}. Confira o número na lista.',
    'The collection {coleta} has no purchase order {pedido}. Check the number in its list.',
  ),
  COLETA_SEM_TENTATIVA: entry(
    409,
    true,
    'O pedido de compra {pedido} não pode ser tentado agora: ou ainda não tem resultado, ou o tem de antes desta execução, ou ela está acabando. Tente quando a coleta parar.',
    'Purchase order {pedido} cannot be tried again now: it has no result yet, has one of before this run, or the run is ending. Try when the collection rests.',
  ),
  COLETA_SEM_FALHAS: entry(
    409,
    false,
    'A coleta {coleta} não tem pedidos com falha que possam ser tentados agora.',
    'The collection {coleta} has no failed orders that can be tried again now.',
  ),
  COLETA_ARQUIVO_NAO_ENCONTRADO: entry(
    404,
    false,
    'O arquivo {arquivo} não está na pasta desta coleta. Veja os que há na lista de arquivos do pedido.',
    'The file {arquivo} is not in the folder of this collection. See those there are in the list of files of the order.',
  ),
  COLETA_SEM_GRAVAR: entry(
    507,
    true,
    'Não consigo gravar os resultados da coleta ({motivo}). Confira o espaço em disco e as permissões da pasta de saída, e retome com --retomar.',
    'Cannot write the results of the collection ({motivo}). Check disk space and permissions of the output folder, and resume with --retomar.',
  ),
  COLETA_WORKER_FALHOU: entry(
    500,
    true,
    'Um worker da coleta falhou: {motivo}. Colete o pedido de novo; se voltar a falhar, veja worker.log na pasta .coleta da saída.',
    'A worker of the collection failed: {motivo}. Collect the order again; if it fails again, see worker.log in the folder .coleta of the output.',
  ),
  COLETA_WORKER_CAIU: entry(
    500,
    true,
    'O worker {worker} caiu enquanto coletava este pedido. Colete-o de novo; se voltar a cair, veja worker.log na pasta .coleta da saída.',
    'Worker {worker} died while it collected this order. Collect it again; if it dies again, see worker.log in the folder .coleta of the output.',
  ),
  COLETA_WORKERS_CAEM: entry(
    500,
    true,
    'Os workers caíram {vezes} vezes sem terminar pedido algum. Veja worker.log na pasta .coleta da saída, confira a memória livre e retome com --retomar.',
    'The workers died {vezes} times without finishing any order. See worker.log in the folder .coleta of the output, check the free memory and resume with --retomar.',
  ),
  NAVEGADOR_AUSENTE: entry(
    503,
    false,
    'Não encontrei o Chromium nem o Google Chrome. Instale um deles (no Debian e no Ubuntu: sudo apt install chromium), aponte CHROMIUM para o executável, ou colete com --modo http.',
    'Found neither Chromium nor Google Chrome. Install one of them (on Debian and Ubuntu: sudo apt install chromium), point CHROMIUM to the executable, or collect with --modo http.',
  ),
  NAVEGADOR_FALHOU: entry(
    503,
    true,
    'O navegador {programa} falhou: {motivo}. Feche outras janelas que o programa abriu e tente de novo.',
    'The browser {programa} failed: {motivo}. Close other windows the program opened and try again.',
  ),
  NAVEGADOR_SEM_TELA: entry(
    503,
    false,
    'Para entrar no portal é preciso uma tela, e esta máquina não tem. Entre em outra máquina com ruptura coletar entrar, copie o arquivo de estado e use --estado ARQUIVO.',
    'Signing in at the portal needs a screen, and this machine has none. Sign in on another machine with ruptura coletar entrar, copy the state file and use --estado FILE.',
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
