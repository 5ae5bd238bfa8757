/** What every route does, for the reference page and the OpenAPI document, by operation. pt-BR first, English second. */
interface Sentences {
  readonly 'pt-BR': string;
  readonly en: string;
}

function say(pt: string, en: string): Sentences {
  return { 'pt-BR': pt, en };
}

export const ROUTE_TEXTS = {
  saude: say(
    'Se o processo está vivo e pronto, com que data e com que banco. 503 quando não está pronto.',
    'Whether the process is alive and ready, with which date and database. 503 when it is not ready.',
  ),
  metrics: say(
    'Números do processo no formato do Prometheus.',
    'Figures of the process in the format of Prometheus.',
  ),
  estoque_atual: say('Estoque de um produto agora.', 'On-hand stock of a product now.'),
  estoque_projecao: say(
    'Projeção de 29 dias de um produto. Com qtd (ponto decimal), também os dias em que essa quantidade está disponível e garantida.',
    'Projection of a product over 29 days. With qtd (decimal point), also the days that quantity is available and guaranteed.',
  ),
  estoque_cardex: say(
    'A projeção com os documentos de cada dia, e as movimentações passadas com o saldo, das mais novas para as mais antigas, por páginas.',
    'The projection with the documents of every day, and past movements with the running balance, newest first, paged.',
  ),
  estoque_pedidos: say(
    'Pedidos em aberto com o produto: primeiro aqueles em que ele falta, do maior valor, com o que falta e a data prometida desse item.',
    'Open sales orders with the product: those short of it first, most value first, with what is missing and the promised date of that item.',
  ),
  estoque_recalcular: say(
    'Calcula a projeção de novo a partir das tabelas, grava e devolve.',
    'Calculates the projection anew from the tables, saves it and returns it.',
  ),
  estoque_cache_status: say(
    'Até onde estão gravadas as projeções que outros programas leem por SQL.',
    'How far the projections that other programs read by SQL are saved.',
  ),
  estoque_rupturas: say(
    'Produtos que acabam, os piores primeiro, com os pedidos e o valor em falta e a próxima entrada; totais do filtro. Sem status: CRÍTICO e ATENÇÃO. Com esta_semana=1, só os que ficam negativos até D7; com sem_entrada=1, só os que faltam sem nenhuma entrada prevista. ordenar e sentido escolhem a ordem.',
    'Products that run out, worst first, with the orders and the value short and the next receipt; totals of the filter. Without status: CRÍTICO and ATENÇÃO. With esta_semana=1 only those below zero by D7; with sem_entrada=1 only those short without any receipt to come. ordenar and sentido choose the order.',
  ),
  entradas: say(
    'Entradas previstas por produto e dia, com os documentos: os pedidos que cada uma atende pela ordem da fila, os que estão parados até ela chegar, e se basta. De uma atrasada, os pedidos que liberaria se chegasse hoje. Totais do filtro.',
    'Scheduled receipts by product and day, with their documents: the sales orders each serves in the order of the queue, those that stand still until it comes, and whether it is enough. Of a late one, the orders it would free if it came today. Totals of the filter.',
  ),
  estoque_mapa: say(
    'Saldos de D0 a D28 de cada produto, com os pedidos e o valor em falta, os mais urgentes primeiro, por páginas. Filtro e ordem como em /api/estoque/rupturas.',
    'Balances of D0 to D28 of every product, with the orders and the value short, most urgent first, paged. Filter and order as in /api/estoque/rupturas.',
  ),
  estoque_movimentacoes: say(
    'Grava uma movimentação (um objeto) ou várias (uma lista, ou movimentacoes: lista): todas ou nenhuma. Uma chave_externa já conhecida é ignorada. Quantidade exata como número ou texto.',
    'Stores one movement (an object) or several (a list, or movimentacoes: list): all or none. A chave_externa known already is skipped. Quantity exact as a number or as text.',
  ),
  analise_processar: say(
    'Inicia uma análise em lotes e responde na hora com o session_id. Os resultados saem na transmissão (stream) ou por buscar-resultados; com detalhe=resumo, cada um é a linha do pedido em /api/carteira.',
    'Starts an analysis in batches and answers at once with the session_id. Results come by the stream or by buscar-resultados; with detalhe=resumo each is the row of the order in /api/carteira.',
  ),
  analise_stream: say(
    'Eventos da análise (text/event-stream): um por lote, um por worker livre, e no fim um com completo. Com Last-Event-ID continua de onde parou; 204 para quem já tem tudo.',
    'Events of the run (text/event-stream): one a batch, one a worker out of work, and one with completo at the end. With Last-Event-ID it goes on from there; 204 for who has everything.',
  ),
  analise_resultado: say(
    'Resultado de um pedido agora, sem fila nem cache.',
    'Result of one sales order now, without queue or cache.',
  ),
  analise_buscar: say(
    'Resultados da análise depois do cursor desde (0 no início), por páginas; proximo é o cursor seguinte.',
    'Results of the run after the cursor desde (0 first), paged; proximo is the next cursor.',
  ),
  analise_status: say(
    'Andamento de uma análise e dos seus workers.',
    'Progress of a run and of its workers.',
  ),
  analise_limpar: say(
    'Esquece uma análise; se ainda está em andamento, cancela antes.',
    'Forgets a run; cancels it first if it is still running.',
  ),
  analise_cancelar: say(
    'Cancela uma análise: os lotes que esperam são descartados.',
    'Cancels a run: waiting batches are dropped.',
  ),
  analise_lote: say(
    'Analisa uma lista de pedidos em paralelo e responde com todos os resultados, na ordem pedida, e os totais.',
    'Analyses a list of sales orders in parallel and answers with all results, in the order asked, and totals.',
  ),
  ao_vivo: say(
    'Eventos (SSE) com as respostas que mudam: de todos os pedidos (todos=1), dos de uma sessão, de uma lista de pedidos ou de produtos. Com desde (a versao das respostas que o cliente já tem) começa pelo que mudou depois dela. Com detalhe=chaves só os códigos dos pedidos e produtos tocados, sem respostas. tudo: pergunte de novo.',
    'Events (SSE) with the answers that change: of all sales orders (todos=1), of those of a run, of a list of sales orders or of products. With desde (the versao of the answers the client holds) it begins with what changed after it. With detalhe=chaves only the codes of the sales orders and products touched, without answers. tudo: ask again.',
  ),
  carteira: say(
    'Pedidos em aberto: filtro, ordem (ordenar, sentido), por páginas (cursor, ou posicao: a linha em que começa), com os totais do filtro (só eles, com limite=0) e o que ele tem prometido em cada um dos próximos 14 dias. expedicao, agendamento e promessa aceitam hoje, amanha, semana (de segunda a domingo), 7dias e vencidos (promessa=vencidos: depois da data do pedido), além de _de e _ate. sem: o que falta no pedido. adiados=ocultar tira da lista, não dos totais, os pedidos adiados para outro dia. Com agrupar (ordenar_grupos) responde grupos no lugar de linhas: o filtro de cada um o abre, e um pedido pode estar em vários (produto, lote).',
    'Open sales orders: filter, order (ordenar, sentido), paged (cursor, or posicao: the row it begins with), with the totals of the filter (nothing else with limite=0) and what it is promised on each of the next 14 days. expedicao, agendamento and promessa take hoje, amanha, semana (Monday to Sunday), 7dias and vencidos (promessa=vencidos: after the date of the order), beside _de and _ate. sem: what the order lacks. adiados=ocultar leaves orders put off until another day out of the list, not out of the totals. With agrupar (ordenar_grupos) it answers groups in the place of rows: the filtro of each opens it, and an order may be in several (produto, lote).',
  ),
  anotacoes: say(
    'O que foi escrito sobre pedidos (nota, responsável, adiado até), por páginas (posicao, limite), com os responsáveis que há. abertos=0: os de pedidos que saíram da carteira, cujas anotações ficam. texto: palavras do pedido, da nota ou do responsável.',
    'What was written about sales orders (note, owner, put off until), paged (posicao, limite), with the owners there are. abertos=0: those of orders that left the order book, whose notes stay. texto: words of order, note or owner.',
  ),
  anotacoes_gravar: say(
    'Escreve o mesmo em muitos pedidos (pedidos, ou todos de um filtro da carteira), ou em cada um o seu (anotacoes). O que não é dito fica como está; null apaga. Tudo ou nada: com versoes, ou versao em cada um, responde 409 ANOTACAO_ALTERADA se alguém escreveu depois. Responde como cada um estava antes.',
    'Writes the same about many sales orders (pedidos, or all of a filtro of the order book), or about each its own (anotacoes). What is not named stays; null clears. All or nothing: with versoes, or a versao each, it answers 409 ANOTACAO_ALTERADA where somebody wrote after that. Answers how each was before.',
  ),
  anotacao_uma: say(
    'A anotação de um pedido; anotacao é null quando não há. O ETag serve ao If-Match de quem grava.',
    'The note of one sales order; anotacao is null where there is none. The ETag serves the If-Match of whoever writes.',
  ),
  anotacao_gravar: say(
    'Escreve a anotação de um pedido. O que não é dito fica; null apaga. Com versao, ou If-Match, responde 409 ANOTACAO_ALTERADA se alguém escreveu depois.',
    'Writes the note of one sales order. What is not named stays; null clears. With versao, or If-Match, it answers 409 ANOTACAO_ALTERADA where somebody wrote after that.',
  ),
  anotacao_apagar: say(
    'Apaga a anotação de um pedido: nota, responsável e adiamento. Aceita If-Match.',
    'Removes the note of one sales order: note, owner and put off until. Takes If-Match.',
  ),
  visoes: say(
    'As visões salvas que quem pergunta pode ver, por nome; com pagina, só as dela.',
    'The saved views that whoever asks may see, by name; with pagina, only those of it.',
  ),
  visao_criar: say(
    'Salva uma visão: um nome para o endereço (consulta) de uma página. Compartilhada, se não disser outra coisa; com padrao, a página começa por ela.',
    'Saves a view: a name for the address (consulta) of a page. Shared unless it says otherwise; with padrao the page begins with it.',
  ),
  visao_alterar: say(
    'Muda nome, conteúdo, quem vê ou se é a padrão. Com versao responde 409 VISAO_ALTERADA se alguém a mudou depois.',
    'Changes name, content, who sees it or whether it is the default. With versao it answers 409 VISAO_ALTERADA where somebody changed it after that.',
  ),
  visao_apagar: say('Apaga uma visão salva.', 'Deletes a saved view.'),
  busca: say(
    'Pedidos, produtos e clientes que casam com q: primeiro os códigos que começam assim, depois o que tem todas as palavras.',
    'Sales orders, products and customers that match q: codes that begin with it first, then what has all its words.',
  ),
  pedido_detalhes: say(
    'Tudo de um pedido em aberto: linhas, separações, pré-separações, análise, promessa e motivos.',
    'Everything about an open sales order: lines, allocations, drafts, analysis, promise and reasons.',
  ),
  inconsistencias: say(
    'Dados que só juntos se vê que não batem, por tipo, dos mais prováveis de estarem errados aos menos, com o total e exemplos. Com um só tipo, por páginas. aceitos=1: os que alguém disse que estão certos.',
    'Data that only together can be seen not to agree, by kind, from the likeliest to be wrong to the least, with the total and examples. With one tipo, paged. aceitos=1: those that somebody called right.',
  ),
  inconsistencias_aceitar: say(
    'Diz que dados de um tipo estão certos como estão: saem da lista até que mudem. chaves: quais; sem elas, todos.',
    'Calls data of a kind right as it is: it leaves the list until it changes. chaves: which; without it all.',
  ),
  inconsistencias_reabrir: say(
    'Desfaz o que se disse certo: volta à lista. chaves: quais; sem elas, todos do tipo.',
    'Takes back what was called right: it is listed again. chaves: which; without it all of the kind.',
  ),
  importacao: say(
    'Recebe um arquivo (CSV ou XLSX, os bytes no corpo) e confere tudo sem gravar: amostra e erros por linha. Com id, junta mais um arquivo.',
    'Takes a file (CSV or XLSX, its bytes as the body) and checks everything without storing: preview and errors by row. With id, adds one more file.',
  ),
  importacao_uma: say('Como está uma importação, com o relatório.', 'How an import stands, with its report.'),
  importacao_stream: say('O andamento de uma importação, ao vivo.', 'The progress of an import, live.'),
  importacao_conferir: say(
    'Confere de novo, sem novo envio, com o mapa dito por quem importa: que tabela é o arquivo, que coluna é cada título, o que fica de fora.',
    'Checks again, without another upload, with the map a person gives: which table a file is, which column each heading is, what is left out.',
  ),
  importacao_erros: say(
    'Todos os motivos contra linhas da última conferência ou gravação, por páginas (posicao, limite).',
    'All reasons against rows of the last check or store, paged (posicao, limite).',
  ),
  importacao_erros_arquivo: say(
    'Todos os motivos contra linhas, como arquivo.',
    'All reasons against rows, as a file.',
  ),
  importacao_rejeitadas: say(
    'As linhas rejeitadas de uma importação gravada com ignorar_invalidas, para corrigir e importar: CSV, ou ZIP quando são de vários arquivos.',
    'The rejected rows of an import stored with ignorar_invalidas, to correct and import: CSV, or ZIP where they are of several files.',
  ),
  importacao_tabelas: say(
    'As tabelas que um arquivo pode trazer, com as colunas e os apelidos dos títulos.',
    'The tables a file may hold, with their columns and the aliases of headings.',
  ),
  importacao_mapas: say(
    'Os mapas de colunas indicados à mão e lembrados para os próximos arquivos com o mesmo cabeçalho.',
    'The maps of columns that were made by hand and are remembered for the next files with the same header.',
  ),
  importacao_mapa_esquecer: say('Esquece um mapa lembrado.', 'Forgets a remembered map.'),
  importacao_modelo: say(
    'Um arquivo vazio de uma tabela, para preencher e importar. formato: csv-br, csv-iso ou xlsx.',
    'An empty file of a table, to fill in and import. formato: csv-br, csv-iso or xlsx.',
  ),
  importacao_gravadas: say(
    'As últimas importações gravadas, com o número para desfazer cada uma e o que o impede.',
    'The last imports that were stored, with the number to undo each by and what is in its way.',
  ),
  importacao_desfazer_antes: say(
    'O que desfazer uma importação faria: linhas que voltam, que saem, que alguém alterou depois.',
    'What undoing an import would do: rows that come back, that go, that somebody changed since.',
  ),
  importacao_desfazer: say(
    'Desfaz uma importação gravada, toda ou nada: o conteúdo de antes volta. confirmar, se alguém alterou linhas dela depois.',
    'Undoes a stored import, all or nothing: what was there before comes back. confirmar, where somebody changed rows of it since.',
  ),
  importacao_gravar: say(
    'Grava os arquivos conferidos, todos ou nenhum.',
    'Stores the files that were checked, all or none.',
  ),
  importacao_cancelar: say(
    'Cancela uma importação e apaga os arquivos recebidos. O que já foi gravado fica.',
    'Cancels an import and removes the files received. What was stored stays.',
  ),
  exportar_carteira: say(
    'A carteira como arquivo, com o filtro, a ordem e as colunas da lista. formato: csv-br, csv-iso ou xlsx; titulos: pessoas ou campos (nomes dos campos, códigos); idioma: pt-BR ou en.',
    'The order book as a file, with the filter, order and columns of the list. formato: csv-br, csv-iso or xlsx; titulos: pessoas (for people) or campos (names of fields, codes); idioma: pt-BR or en.',
  ),
  exportar_itens: say(
    'Os pedidos de um filtro como arquivo, uma linha por produto: quanto falta, até quando, quem está com o estoque.',
    'The orders of a filter as a file, a row for each product: what is missing, until when, who holds the stock.',
  ),
  exportar_rupturas: say(
    'Os produtos de /api/estoque/rupturas como arquivo, com o filtro, a ordem e as colunas da lista.',
    'The products of /api/estoque/rupturas as a file, with the filter, order and columns of the list.',
  ),
  exportar_entradas: say(
    'As entradas previstas e quem espera por elas, como arquivo, com o filtro e a ordem da lista.',
    'The scheduled receipts and who waits for them, as a file, with the filter and order of the list.',
  ),
  exportar_mapa: say('Os saldos de D0 a D28, como arquivo.', 'Balances of D0 to D28, as a file.'),
  exportar_projecao: say('A projeção de um produto, como arquivo.', 'Projection of a product, as a file.'),
  exportar_cardex: say(
    'Os documentos por trás de cada dia de um produto, como arquivo.',
    'The documents behind every day of a product, as a file.',
  ),
  exportar_movimentacoes: say(
    'As movimentações de um produto com o saldo corrente, como arquivo.',
    'The movements of a product with the running balance, as a file.',
  ),
  exportar_inconsistencias: say('As inconsistências, como arquivo.', 'Inconsistencies, as a file.'),
  coleta_criar: say(
    'Começa uma coleta de anexos: a lista (CSV ou XLSX, com PO_NUMBER) no corpo. O servidor acessa o endereço de base. Responde na hora.',
    'Begins a collection of attachments: the list (CSV or XLSX, with PO_NUMBER) as the body. The server reads from the address of base. Answers at once.',
  ),
  coleta_lista: say(
    'Lê uma lista (CSV ou XLSX no corpo) antes de começar: títulos, coluna dos pedidos (ou coluna=Título), primeiras linhas, quantos pedidos, repetidos, já concluídos e recusados. Nada fica guardado.',
    'Reads a list (CSV or XLSX as the body) before a start: headings, column of purchase orders (or coluna=Heading), first rows, how many orders, repeated, completed already and refused. Nothing is kept.',
  ),
  coleta_agendas: say(
    'As coletas que começam sozinhas: agenda, próxima vez e como foi a última. São criadas por ruptura coletar LISTA --agenda.',
    'The collections that begin by themselves: schedule, next time and how the last one went. They are made by ruptura coletar LISTA --agenda.',
  ),
  coleta_agenda_remover: say(
    'Remove uma agenda. Uma coleta dela em andamento continua.',
    'Removes a schedule. A collection of it that runs goes on.',
  ),
  coletas: say(
    'As coletas deste servidor, as mais novas primeiro, por páginas.',
    'The collections of this server, newest first, paged.',
  ),
  coleta_uma: say(
    'Como está uma coleta: andamento por worker, resumo no fim, e os pedidos (status, texto), por páginas.',
    'How a collection stands: progress by worker, summary at its end, and its orders (status, texto), paged.',
  ),
  coleta_stream: say(
    'Uma coleta ao vivo (text/event-stream): o estado inteiro, até 5 vezes por segundo quando muda, e no fim um com completo. 204 para quem já tem o fim.',
    'A collection live (text/event-stream): all of its state, up to 5 times a second when it changes, and one with completo at the end. 204 for who has the end.',
  ),
  coleta_pausar: say(
    'Pausa uma coleta: nada novo começa; o que está em andamento termina.',
    'Pauses a collection: nothing new is begun; what runs is finished.',
  ),
  coleta_continuar: say('Continua uma coleta pausada.', 'Goes on with a paused collection.'),
  coleta_cancelar: say(
    'Interrompe uma coleta: termina o que está em andamento; com agora=1, larga tudo. Pode ser retomada.',
    'Interrupts a collection: finishes what runs; with agora=1 lets go of it. It can be resumed.',
  ),
  coleta_retomar: say(
    'Retoma uma coleta interrompida ou que falhou: só o que falta.',
    'Resumes a collection that was interrupted or failed: only what is left.',
  ),
  coleta_coletar: say(
    'Começa uma coleta com a lista e as escolhas de outra, em geral de uma simulação: agora baixa.',
    'Begins a collection with the list and the choices of another one, of a dry run as a rule: now it brings the files.',
  ),
  coleta_tentar: say('Coleta de novo todos os pedidos com falha.', 'Collects all failed orders once more.'),
  coleta_pedido_tentar: say('Coleta um pedido de novo.', 'Collects one order once more.'),
  coleta_resultado: say(
    'O arquivo de resultado como está agora: uma linha para cada linha da lista. Com formato=xlsx, a planilha que veio, com os resultados.',
    'The result file as it is now: one row for each row of the list. With formato=xlsx the workbook that came in, with the results.',
  ),
  coleta_arquivos: say(
    'Os arquivos guardados de um pedido, e os que não puderam ser guardados.',
    'The stored files of an order, and those that could not be stored.',
  ),
  coleta_arquivo: say('Um arquivo guardado, para baixar.', 'One stored file, to download.'),
  coleta_pedido_zip: say(
    'Os arquivos de um pedido num ZIP, com o manifesto.',
    'The files of an order as a ZIP, with the manifest.',
  ),
  coleta_zip: say(
    'Tudo o que a coleta já terminou num ZIP: o arquivo de resultado e as pastas dos pedidos. O tamanho é dito antes.',
    'All that the collection has finished as a ZIP: the result file and the folders of its orders. Its length is told before.',
  ),
  coleta_sessao: say(
    'Como está a sessão no portal (VALID, MISSING, EXPIRED, UNREACHABLE) e como entrar. O portal é consultado.',
    'How the session at the portal stands (VALID, MISSING, EXPIRED, UNREACHABLE) and how to sign in. The portal is asked.',
  ),
  coleta_sessao_guardar: say(
    'Guarda um estado de sessão do Playwright (storage state) feito em outra máquina. Nunca é devolvido.',
    'Keeps a Playwright storage state made on another machine. It is never given back.',
  ),
  coleta_sessao_janela: say(
    'Abre, na máquina do servidor, a janela do navegador em que uma pessoa entra no portal, e diz ao vivo como ela está (text/event-stream). Só para quem está nessa máquina. Fecha quando quem pediu se vai.',
    'Opens, on the machine of the server, the browser window in which a person signs in at the portal, and tells live how it stands (text/event-stream). Only for who sits at that machine. It closes when the caller goes.',
  ),
  demo: say(
    'Gera dados de demonstração (pedidos, semente) e os grava num banco vazio, em segundo plano.',
    'Generates demo data (pedidos, semente) and stores it in an empty database, in the background.',
  ),
  demo_ver: say('Como está a carga da demonstração.', 'How the loading of the demo stands.'),
  demo_stream: say(
    'O andamento da carga da demonstração, ao vivo.',
    'The progress of loading the demo, live.',
  ),
  demo_cancelar: say(
    'Interrompe a carga da demonstração. Nada fica gravado.',
    'Breaks the loading of the demo off. Nothing stays stored.',
  ),
  configuracao_previa: say(
    'O que outra política, classificação ou fuso fariam com as promessas dos pedidos em aberto: quantos e quanto mudariam de data. Não grava nada.',
    'What another policy, ranking or time zone would do to the promises of the open orders: how many and how much would move. Stores nothing.',
  ),
  configuracao_gravar: say(
    'Grava política, classificação e fuso, para todos os servidores. versao: a que foi vista em respostas; se outra estiver em vigor, 409.',
    'Stores policy, ranking and time zone, for all servers. versao: the one seen in respostas; where another is in force, 409.',
  ),
  configuracao: say(
    'As configurações em vigor e de onde vem cada uma; senhas não aparecem.',
    'The settings in force and where each comes from; passwords are not shown.',
  ),
  verificacao: say(
    'Resumo de todas as respostas, que o comando ruptura verificar compara com um recálculo completo.',
    'Digest of all answers, which the command ruptura verificar compares with a full recalculation.',
  ),
  verificacao_conferir: say(
    'Recalcula tudo a partir das tabelas e compara com o que este processo responde. Ocupa o banco por alguns segundos em carteiras grandes.',
    'Recalculates everything from the tables and compares it with what this process answers. Keeps the database busy for some seconds with large order books.',
  ),
} as const satisfies Record<string, Sentences>;

export type Operation = keyof typeof ROUTE_TEXTS;

/** Words of the reference page. */
export const REFERENCE_WORDS = {
  title: say('Ruptura: referência da API', 'Ruptura: API reference'),
  routes: say('Rotas', 'Routes'),
  errors: say('Erros', 'Errors'),
  errors_intro: say(
    'Todo erro tem o status HTTP e o corpo { "success": false, "codigo", "error", "detalhes" }. A frase vem no idioma de Accept-Language.',
    'Every error has the HTTP status and the body { "success": false, "codigo", "error", "detalhes" }. The sentence is in the language of Accept-Language.',
  ),
  parameters: say('Parâmetros', 'Parameters'),
  body: say('Corpo', 'Body'),
  answer: say('Resposta', 'Answer'),
  code: say('Código', 'Code'),
  meaning: say('Significado', 'Meaning'),
  retry: say('Tentar de novo', 'Retry'),
  yes: say('sim', 'yes'),
  no: say('não', 'no'),
  document: say('Documento OpenAPI 3.1', 'OpenAPI 3.1 document'),
} as const satisfies Record<string, Sentences>;
