/** Commands and answers of a Markdown document: read, masked where they differ from run to run, and written again. */

/** A command of a document. The answer stands in a block of its own right behind it. */
export interface Step {
  readonly command: string;
  /** Offsets of everything from the block of the command to the end of the answer's. */
  readonly start: number;
  readonly end: number;
}

const BLOCK = /```sh\n([\s\S]*?)\n```(?:\n\n```(?:json|text)\n[\s\S]*?\n?```)?/g;
/** Columns of a document; a list or object that fits stays on one line. */
const COLUMNS = 118;
/** Lists that are longer show this many of their elements. */
const MOST_SHOWN = 3;
const SHOWN_OF_LONG = 2;

export function stepsOf(document: string): Step[] {
  return [...document.matchAll(BLOCK)].map((match) => ({
    command: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The document with these answers, one a step. */
export function withAnswers(document: string, answers: readonly string[]): string {
  let written = '';
  let at = 0;
  for (const [index, { command, start, end }] of stepsOf(document).entries()) {
    const answer = shownAnswer(answers[index] ?? '');
    written += `${document.slice(at, start)}\`\`\`sh\n${command}\n\`\`\`\n\n${answer}`;
    at = end;
  }
  return written + document.slice(at);
}

function shownAnswer(output: string): string {
  const text = output
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
    .trim();
  if (/^[[{]/.test(text)) return `\`\`\`json\n${indented(masked(JSON.parse(text)), 0)}\n\`\`\``;
  return `\`\`\`text\n${text.split('\n').map(shownLine).join('\n')}\n\`\`\``;
}

/** A line of a stream or of other text. */
function shownLine(line: string): string {
  if (line.startsWith('data: ')) return `data: ${JSON.stringify(masked(JSON.parse(line.slice(6))))}`;
  return line.replace(/^id: .*[^\d].*/, 'id: <id>').replace(/^"(\w*id)":"[^"]+"$/, '"$1":"<id>"');
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const NUMBERS = new Set([
  ...[
    'versao',
    'duracao_ms',
    'tempo_ms',
    'tempo_calculo_ms',
    'no_ar_s',
    'pedidos_por_s',
    'p50',
    'p99',
    'worker_id',
  ],
  ...['acertos', 'faltas', 'em_dia', 'pendentes', 'lotes_feitos', 'eta_s', 'restante_s'],
  ...['cpu_percentual', 'memoria_bytes', 'bytes_por_s', 'pedidos_por_min', 'revisao', 'duracao', 'segundos'],
  'segundos_por_pedido',
]);
const TEXTS = new Set([
  'lugar',
  'versao_programa',
  'resumo_das_respostas',
  'sha256',
  'pasta',
  'arquivo_resultado',
]);
const IDS = new Set(['id', 'coleta_id', 'cursor', 'jobs']);
/** What is done in the background meanwhile, and what is set where the commands run. */
const OPEN = new Set([
  'segundo_plano',
  'ultimo_lote',
  'marca_mais_antiga',
  'ultima_virada_de_dia',
  'workers',
]);

/** A value with what differs from run to run replaced, and long lists cut. */
function masked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const shown = value.length > MOST_SHOWN ? value.slice(0, SHOWN_OF_LONG) : value;
    const rest = shown.length < value.length ? ['…'] : [];
    return [...shown.map((one) => masked(one, key)), ...rest];
  }
  if (value !== null && OPEN.has(key)) return '…';
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, name)]));
  }
  if (typeof value === 'number') return NUMBERS.has(key) ? '<n>' : value;
  if (typeof value !== 'string') return value;
  if (INSTANT.test(value)) return '<instant>';
  if (IDS.has(key)) return '<id>';
  return TEXTS.has(key) ? '<text>' : value;
}

/** JSON, on one line where it fits. */
function indented(value: unknown, depth: number): string {
  const line = oneLine(value);
  const margin = '  '.repeat(depth + 1);
  if (margin.length + line.length <= COLUMNS || typeof value !== 'object' || value === null) return line;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((one) => indented(one, depth + 1))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${indented(one, depth + 1)}`);
  return `${open}\n${parts.map((part) => margin + part).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${oneLine(one)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
