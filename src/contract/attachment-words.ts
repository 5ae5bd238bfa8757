/**
 * What labels on portal pages say of attachments, in the languages portals speak. Patterns are matched against texts in
 * lower case and without accents, with their blanks folded.
 */

const THINGS =
  '(?:attachments?|attached (?:files?|documents?)|files? attached|anexos?|(?:arquivos?|documentos?) anex(?:os?|ad[oa]s?))';
const FILES = '(?:files?|documents?|arquivos?|documentos?)';
const KINDS =
  '(?:(?:all|order|purchase order|po|supplier|internal|external|public|comment|line|item|file|other|general|header|requisition) )?';
const WHOSE =
  '(?: (?:of|for|on|to|do|da|de|dos|das|no|na) (?:this |the |este |esta )?(?:[a-z]+ ?){1,4})?(?: (?:and|&|e) [a-z ]{3,30})?';
const VIEWING =
  '(?:view|show|see|display|open|expand|load|browse|list|ver|mostrar|exibir|abrir|visualizar|expandir|carregar|listar)';
const NUMBER = '(\\d{1,5})';

/** Heading or label of a list of attachments, without its counter. */
export const ATTACHMENTS_HEADING = new RegExp(`^(?:${KINDS}${THINGS}|files?|arquivos?)${WHOSE}\\s*:?$`);

/** Heading of the lines of a purchase. */
export const LINES_HEADING =
  /^(?:(?:order|purchase order|po|line|requisition) )?(?:lines?|items?|line items?|linhas?|itens|itens? do pedido|linhas? do pedido|itens? da requisicao)\s*(?:\(\d+\))?:?$/;

/** Heading of comments, with its counter. */
export const COMMENTS_HEADING =
  /^(?:\(?(\d{1,5})\)? )?(?:comments?|comentarios?|discussion|discussao)(?: ?[([:]? ?(\d{1,5}) ?[)\]]?)?$/;

/** Texts with the number of attachments of what they stand for. The number is the first group. */
export const ATTACHMENT_COUNTERS: readonly RegExp[] = [
  new RegExp(`^(?:${VIEWING} )?(?:all )?${KINDS}(?:${THINGS}|${FILES}) ?[([:\\u2013-]? ?${NUMBER} ?[)\\]]?$`),
  new RegExp(
    `^(?:${VIEWING} )?(?:all )?[([]?${NUMBER}[)\\]]? ${KINDS}${THINGS}(?: (?:found|encontrados?))?$`,
  ),
];

/** Texts of a list with how many there are in all: `1-5 of 12`, `Showing 5 of 12 attachments`. */
export const OF_ALL =
  /^(?:showing|displaying|exibindo|mostrando)?\s*\d+(?:\s*(?:-|\u2013|to|a|ate)\s*\d+)?\s+(?:of|de)\s+(\d{1,5})(?: [a-z]+)?\.?$/;

/** Texts that say that there is no attachment, wherever they stand. */
export const NO_ATTACHMENTS_SAID = new RegExp(
  `^(?:${KINDS}${THINGS} ?[:\u2013-] ?(?:none|nenhum|0)|(?:(?:there are |there is )?no|nenhuma?|sem|nao (?:ha|existem|existe|possui|tem)(?: nenhuma?)?) ${KINDS}(?:${THINGS}|${FILES})(?: [a-z ]{2,40})?\\.?)$`,
);

/** Texts that say so where they stand for attachments. */
export const NONE_SAID =
  /^(?:none|nenhuma?|nada|no (?:items|results|records|data|rows)(?: found)?|nenhum (?:item|registro|resultado)(?: encontrado)?|nao ha (?:itens|registros|dados)|empty|vazio)\.?$/;

/** What stands where something is still to come. */
export const LOADING_SAID = new RegExp(
  `^(?:loading|please wait|fetching|carregando|aguarde|buscando)(?: ${KINDS}(?:${THINGS}|${FILES}|comments|comentarios|data|dados|lines|linhas|itens|items))?\\s*(?:\\.{1,3}|\u2026)?$`,
);

/** What is said to those who want to attach something. */
export const UPLOAD_HINT =
  /\b(?:drag|drop|arraste|solte|upload|max(?:imum)?|maximo|allowed|permitidos?|no file chosen|nenhum arquivo (?:selecionado|escolhido))\b/;

/** Labels of what shows attachments that are there already, or are asked for then. */
export const VIEW_ATTACHMENTS = new RegExp(
  `^${VIEWING} (?:all |todos (?:os )?)?(?:the |os )?${KINDS}(?:${THINGS}|${FILES})\\b`,
);

/** Labels of what shows more of a list. */
export const SHOW_MORE =
  /^(?:(?:show|view|see|load|display|get|ver|mostrar|exibir|carregar|veja|mostre)\s+(?:all|more|older|earlier|previous|next|\d+|mais|todos|todas|anteriores|outros|outras)\b.*|\+ ?\d+(?: (?:more|mais|others?|outros?))?|(?:mais|more|and|e mais) \d+.*|\d+ (?:more|mais|others?|outros?)\b.*|more|mais|more ?(?:\.{3}|\u2026)|mais ?(?:\.{3}|\u2026)|(?:load|show|view|carregar|mostrar|ver) (?:more|mais)|expand(?:ir)? (?:all|todos|tudo|section .+|secao .+)|show all|ver tudo|mostrar tudo)$/;

/** Labels of what leads to the next page of a list. */
export const NEXT_PAGE =
  /^(?:next|next page|go to next page|older|proxima?|proxima pagina|seguinte|pagina seguinte|avancar)?\s*(?:\u203a|\u00bb|>{1,2}|\u2192|\u25ba|\u25b6)?$/;

/** Labels of what hides what is shown. */
export const HIDING =
  /^(?:hide|less|show less|collapse|close|ocultar|menos|mostrar menos|ver menos|recolher|fechar|esconder)\b/;

/** Labels of deeds that bring no attachment, wherever they stand in them. */
export const NO_FILE_PHRASES: readonly RegExp[] = [
  /\b(?:as|in|to|into|em|para|como|no formato) (?:an? |um )?(?:pdf|excel|csv|xlsx?|word|docx?|xml|zip)\b/,
  /^(?:download|baixar|save|salvar|export|exportar|print|imprimir|get|obter) (?:the |this |o |a |este |esta |your |seu |sua )?(?:purchase order|order|po|requisition|page|table|list|report|history|pedido|ordem|requisicao|pagina|tabela|lista|relatorio|historico)\b(?! (?:confirmation|confirmacao))/,
  /^(?:download|baixar|save|salvar)(?: (?:as|os))? (?:all|selected|everything|todos|todas|tudo|selecionados)\b/,
  /\b(?:app|aplicativo|mobile app|software|plug-?in|extension|extensao|viewer|visualizador|reader)\b/,
  /^(?:how|where|why|what|learn|need|can|como|onde|por que|o que|saiba|precisa|veja como|see how|about|sobre)\b/,
  /\?$/,
  /\b(?:help|ajuda|support|suporte|faq|tutorial|policy|policies|politica|politicas|guidelines|diretrizes|terms|termos|privacy|privacidade)\b/,
  /\b(?:details|detalhes|history|historico|settings|configuracoes|preferences|preferencias)$/,
  /^(?:undo|desfazer|cancel|cancelar|close|fechar|save|salvar|submit|ok|reply|responder|comment|comentar|add comment|mute|silenciar|refresh|atualizar|search|pesquisar|buscar|filter|filtrar|sort|ordenar|select|selecionar|share|compartilhar|copy|copiar|rename|renomear|replace|substituir|move|mover|more actions|mais acoes|actions|acoes|options|opcoes|menu|sign|assinar|approve|aprovar|reject|rejeitar|choose|escolher|browse|procurar|attach|back|voltar|next|previous|prev|proxima?|anterior|top|topo|x|\u00d7|\u2715|\u2716)\b/,
  /\b(?:url|text|texto) attachment$/,
  /\banexo de (?:url|texto)$/,
];
