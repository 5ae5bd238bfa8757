/** The files of each scene. */
import { drawnFiles, drawnRequisitions, drawnShape } from './drawn-pages.ts';
import { type FileSpec, type Markup, type PagePart, real, spec } from './file-spec.ts';
import type { PortalOptions } from './options.ts';
import { REAL_SHAPE } from './order-page/real-shape.ts';
import type { PageShape } from './order-page/shape.ts';
import { between, numberOf } from './random.ts';
import type { SceneName } from './scene-names.ts';

interface Scene {
  readonly requisitions: number | ((seed: number, number: string) => number);
  files(options: PortalOptions, number: string): readonly FileSpec[];
  /** Whether its pages are as production has them. */
  readonly isReal?: true;
}

const PLAIN_NAMES = [
  'Invoice.pdf',
  'Invoice.pdf',
  'Proposta comercial.docx',
  'Planilha de preços.xlsx',
  'Contrato assinado.pdf',
  'Fotos da entrega.zip',
  'Invoice.pdf',
  'Nota fiscal.pdf',
  'Itens.csv',
  'Planilha de preços.xlsx',
];

const READABLE_MARKUPS: readonly Markup[] = [
  'anchor',
  'anchor-download-path',
  'anchor-relative',
  'anchor-aria',
  'anchor-title',
  'anchor-download',
  'span-data-url',
  'button-data-url',
  'onclick-location',
  'onclick-open',
  'onclick-fetch',
  'onclick-form',
];

const HOSTILE_NAMES = [
  '..\\..\\windows\\system32\\evil.pdf',
  '../../../etc/passwd.pdf',
  'CON.pdf',
  'nul',
  'LPT1.final.pdf',
  'Report.pdf...',
  'trailing space.pdf ',
  `${'a very long name '.repeat(18)}end.pdf`,
  '\u202efdp.exe.pdf',
  'ctrl\u0007bell\u0000nul.pdf',
  'a<b>c:d"e|f?g*h.pdf',
  '.htaccess.pdf',
  '~$lock.docx',
  'manifest.json',
  '文件'.repeat(60),
  'tab\tin\tname.pdf',
  '...',
];

const KIND_NAMES = [
  'Pedido.pdf',
  'Arquivo.zip',
  'Planilha.xlsx',
  'Carta.docx',
  'Foto.png',
  'Notas.txt',
  'Itens.csv',
];

const SCENES: Readonly<Record<SceneName, Scene>> = {
  plain: {
    requisitions: 0,
    files: ({ filesPerPurchase }) =>
      Array.from({ length: filesPerPurchase }, (_, index) => spec(PLAIN_NAMES[index % PLAIN_NAMES.length]!)),
  },
  markup: {
    requisitions: 0,
    files: () =>
      READABLE_MARKUPS.map((markup, index) => spec(`Anexo ${index + 1} ${markup}.pdf`, { markup })),
  },
  requisitions: {
    requisitions: 2,
    files: () => [
      spec('Pedido.pdf'),
      spec('Cotação.xlsx', { markup: 'span-data-url' }),
      spec('Requisição.pdf', { place: 0 }),
      spec('Compartilhado.docx', { place: 0, alsoOnPurchase: true, markup: 'anchor-download-path' }),
      spec('Pedido.pdf', { place: 1 }),
      spec('Justificativa.txt', { place: 1, markup: 'onclick-location' }),
    ],
  },
  'requisition-only': {
    requisitions: 1,
    files: () => [
      spec('Escopo.docx', { place: 0 }),
      spec('Orçamento.pdf', { place: 0, markup: 'anchor-aria' }),
    ],
  },
  clicks: {
    requisitions: 0,
    files: () => [
      spec('Normal.pdf'),
      spec('Por navegação.pdf', { markup: 'click-navigate' }),
      spec('Por blob.xlsx', { markup: 'click-blob' }),
      spec('Por formulário.zip', { markup: 'click-post' }),
    ],
  },
  late: {
    requisitions: 0,
    files: () => [spec('Tardio 1.pdf', { markup: 'late' }), spec('Tardio 2.docx', { markup: 'late' })],
  },
  'late-mixed': {
    requisitions: 0,
    files: () => [
      spec('Cedo 1.pdf'),
      spec('Cedo 2.csv'),
      spec('Tardio 3.pdf', { markup: 'late' }),
      spec('Tardio 4.png', { markup: 'late' }),
    ],
  },
  names: { requisitions: 0, files: namedFiles },
  hostile: {
    requisitions: 0,
    files: () =>
      HOSTILE_NAMES.map((name, index) => spec(name, { markup: index % 2 === 0 ? 'anchor' : 'anchor-aria' })),
  },
  twins: { requisitions: 0, files: twinFiles },
  kinds: {
    requisitions: 0,
    files: () => [...KIND_NAMES.map((name) => spec(name)), spec('Visualizar.pdf', { disposition: 'inline' })],
  },
  mail: {
    requisitions: 0,
    files: () => [
      spec('RE Pedido de compra.msg'),
      spec('Confirmação.msg', { markup: 'span-data-url' }),
      spec('Carta.pdf'),
    ],
  },
  guarded: {
    requisitions: 0,
    files: () => [
      spec('Assinado no armazenamento.pdf', { guard: 'other-host' }),
      spec('Outro hospedeiro.zip', { guard: 'other-host', markup: 'span-data-url' }),
      spec('Com referência.pdf', { guard: 'referer' }),
      spec('Com cookie.xlsx', { guard: 'page-cookie' }),
    ],
  },
  empty: { requisitions: 0, files: () => [] },
  realistic: { requisitions: 1, files: realFiles, isReal: true },
  drawn: {
    requisitions: drawnRequisitions,
    files: ({ seed }, number) => drawnFiles(seed, number, drawnRequisitions(seed, number)),
    isReal: true,
  },
  unannounced: {
    requisitions: 0,
    files: () => [real('Tardio 1.pdf', 'comments'), real('Tardio 2.docx', 'comments', 1)],
    isReal: true,
  },
  'unannounced-mixed': {
    requisitions: 0,
    files: () => [
      real('Cedo 1.pdf', 'form'),
      real('Cedo 2.csv', 'form'),
      real('Tardio 3.pdf', 'comments'),
      real('Tardio 4.png', 'comments', 1),
    ],
    isReal: true,
  },
  huge: { requisitions: 0, files: ({ hugeBytes }) => [spec('Projeto completo.pdf', { bytes: hugeBytes })] },
};

/** What the purchases of a scene hold. */
export function filesOf(scene: SceneName, options: PortalOptions, number: string): readonly FileSpec[] {
  return SCENES[scene].files(options, number);
}

/** What the pages of a purchase of a scene are like; null: plain. */
export function shapeOf(scene: SceneName, options: PortalOptions, number: string): PageShape | null {
  const { seed, mountMs } = options;
  if (SCENES[scene].isReal === undefined) return null;
  if (scene === 'drawn') return drawnShape(seed, number, mountMs, filesOf(scene, options, number));
  const mount = { manner: 'answer', ms: between(mountMs, 'mount', seed, number) } as const;
  return { ...REAL_SHAPE, mount };
}

/** How many requisitions the purchases of a scene come from. */
export function requisitionsOf(scene: SceneName, { seed }: PortalOptions, number: string): number {
  const { requisitions } = SCENES[scene];
  return typeof requisitions === 'number' ? requisitions : requisitions(seed, number);
}

function namedFiles(): readonly FileSpec[] {
  const unnamed = { markup: 'anchor-unnamed' } as const;
  return [
    spec('Relatório de inspeção – março.pdf'),
    spec('合同附件.docx'),
    spec('Прайс-лист.xlsx'),
    // The same letters, composed and decomposed.
    spec('Ação.pdf'),
    spec('Ac\u0327a\u0303o.pdf'),
    spec('só estrela €.pdf', { ...unnamed, disposition: 'star' }),
    spec('ambos os nomes ü.pdf', { ...unnamed, disposition: 'both' }),
    spec('codificação base64.pdf', { ...unnamed, disposition: 'rfc2047' }),
    spec('codificação quoted.pdf', { ...unnamed, disposition: 'rfc2047-q' }),
    spec('com "aspas" e ; ponto.pdf', { ...unnamed, disposition: 'quoted' }),
    spec('sem-aspas.pdf', { ...unnamed, disposition: 'token' }),
    spec('latim cru é.pdf', { ...unnamed, disposition: 'raw-latin1' }),
    spec('utf8 cru é.pdf', { ...unnamed, disposition: 'raw-utf8' }),
    spec('Só na página.pdf', { markup: 'anchor-download', disposition: 'none' }),
    spec('Só no rótulo.pdf', { markup: 'anchor-aria', disposition: 'none' }),
  ];
}

function twinFiles(): readonly FileSpec[] {
  return [
    spec('Invoice.pdf'),
    spec('Invoice.pdf', { markup: 'anchor-download-path' }),
    spec('INVOICE.PDF'),
    spec('invoice (2).pdf'),
    spec('Original.docx', { content: 'same' }),
    spec('Cópia do original.docx', { content: 'same' }),
    spec('Original.docx', { content: 'same', markup: 'anchor-aria' }),
    spec('Repetido.xlsx', { repeated: true }),
  ];
}

/** Where the files of a purchase are, in turn by the seed. */
const SHARES: readonly (readonly Exclude<PagePart, 'other'>[])[] = [
  ['form', 'form', 'comments', 'comments', 'lines', 'requisition'],
  ['comments', 'comments', 'comments', 'comments', 'comments', 'requisition'],
  ['form', 'comments', 'comments', 'lines', 'lines', 'requisition'],
  ['form', 'form', 'form', 'form', 'form', 'form'],
  ['comments', 'comments', 'comments', 'comments', 'comments', 'comments'],
  ['form', 'form', 'form', 'comments', 'requisition', 'requisition'],
];

function realFiles({ filesPerPurchase, seed }: PortalOptions, number: string): readonly FileSpec[] {
  const share = SHARES[numberOf('share', seed, number) % SHARES.length]!;
  return Array.from({ length: filesPerPurchase }, (_, index) => {
    const part = share[index % share.length]!;
    const of = part === 'comments' ? Math.floor(index / 2) : part === 'lines' ? index % 2 : 0;
    return real(PLAIN_NAMES[index % PLAIN_NAMES.length]!, part, of);
  });
}
