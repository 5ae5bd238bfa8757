import { RupturaError } from '../../contract/errors.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { safeFileName, safeFolderName, splitName, UNKNOWN_FOLDER } from '../safe-name.ts';

/** What a template may speak of in folders, and in names of files. */
const FOLDER_FIELDS = ['hierarquia', 'fornecedor', 'po', 'pedido', 'status'] as const;
const FILE_FIELDS = ['nome', 'po', 'pedido', 'fornecedor'] as const;
const EXAMPLE = '{fornecedor}/{po}_{status}/{nome}';
const USUAL = '{hierarquia}/{po}_{status}/{nome}';
/** More of a supplier's name would leave no room for the number beside it. */
const MOST_OF_A_FIELD = 80;
const MOST_OF_A_SEGMENT = 100;
const FIELD = /\{([^{}]*)\}/g;

/** Words a template is filled with. */
type Words = Readonly<Record<string, string>>;

/**
 * Where the folder of a purchase stands and what its files are called, by a template of path segments:
 * `{fornecedor}/{po}_{status}/{nome}`. The last segment names files, the one before it the purchase's folder, those
 * before that the folders around it. While a purchase is at work its folder is `<po>__WORK`, whatever the template.
 */
export class FolderLayout {
  readonly #levels: readonly string[];
  readonly #folder: string;
  readonly #file: string;

  /** @throws RupturaError COLETA_MODELO_INVALIDO for one that cannot keep purchases and their files apart */
  constructor(template: string | null) {
    const segments = segmentsOf(template ?? USUAL);
    this.#file = segments.at(-1)!;
    this.#folder = segments.at(-2)!;
    this.#levels = segments.slice(0, -2);
  }

  /** Whether the template says nothing of its own about folders around a purchase. */
  get isByHierarchy(): boolean {
    return this.#levels.length === 1 && this.#levels[0] === '{hierarquia}';
  }

  /** Names of the folders around a purchase's. @param supplier as the portal names it; null where it does not */
  levels(purchase: PurchaseOrder, supplier: string | null): readonly string[] {
    const words = wordsOf(purchase, supplier);
    return this.#levels.flatMap((level) =>
      level === '{hierarquia}'
        ? hierarchyOf(purchase, supplier)
        : [safeFolderName(filled(level, words), UNKNOWN_FOLDER)],
    );
  }

  /** Final name of a purchase's folder. @param status its status, or `_WORK` while it is at work */
  folder(purchase: PurchaseOrder, supplier: string | null, status: string): string {
    const words = { ...wordsOf(purchase, supplier), status };
    return safeFolderName(filled(this.#folder, words), `${purchase.number}_${status}`);
  }

  /** What a file is called; its ending stays. @param given its own name */
  file(purchase: PurchaseOrder, supplier: string | null, given: string): string {
    if (this.#file === '{nome}') return given;
    const { stem, extension } = splitName(given);
    const words = { ...wordsOf(purchase, supplier), nome: stem };
    return safeFileName(`${filled(this.#file, words)}${extension}`) || given;
  }
}

/** A template that can be used. @throws RupturaError COLETA_MODELO_INVALIDO */
export function checkedTemplate(template: string): string {
  segmentsOf(template);
  return template;
}

/** Checks a template. */
function segmentsOf(template: string): readonly string[] {
  const refuse = (motivo: string): never => {
    throw new RupturaError('COLETA_MODELO_INVALIDO', { modelo: template, motivo, exemplo: EXAMPLE });
  };
  const segments = template.split('/').map((segment) => segment.trim());
  if (segments.length < 2) refuse('{po}/{nome}');
  const isPath = segments.some((one) => one === '' || /^\.+$/.test(one) || /[\\:*?"<>|]|\p{Cc}/u.test(one));
  if (segments.some((one) => one.length > MOST_OF_A_SEGMENT)) refuse(`> ${MOST_OF_A_SEGMENT}`);
  if (isPath) refuse('..  //  \\ : * ? " < > |');
  if (/[{}]/.test(template.replace(FIELD, ''))) refuse('{ }');
  for (const [at, segment] of segments.entries()) {
    const isFile = at === segments.length - 1;
    const isFolder = at === segments.length - 2;
    for (const field of fieldsOf(segment)) {
      const known: readonly string[] = isFile ? FILE_FIELDS : FOLDER_FIELDS;
      const isWhole = field !== 'hierarquia' || segment === '{hierarquia}';
      const isPlaced = field !== 'status' || isFolder;
      if (!known.includes(field) || !isWhole || !isPlaced) refuse(`{${field}}`);
    }
  }
  if (!fieldsOf(segments.at(-1)!).includes('nome')) refuse('{nome}');
  if (!isApart(segments.at(-2)!)) refuse('{po}');
  return segments;
}

/** Whether folders of different purchases differ: the number stands in their names, with nothing beside it that adds to it. */
function isApart(folder: string): boolean {
  const [before, after] = folder.split('{po}', 2);
  return after !== undefined && !/[}\d]$/.test(before!) && !/^[{\d]/.test(after);
}

function fieldsOf(segment: string): string[] {
  return [...segment.matchAll(FIELD)].map(([, field = '']) => field);
}

function filled(segment: string, words: Words): string {
  return segment.replace(FIELD, (_, field: string) => words[field] ?? '');
}

function wordsOf(purchase: PurchaseOrder, supplier: string | null): Words {
  const name = (purchase.supplier ?? supplier ?? UNKNOWN_FOLDER).slice(0, MOST_OF_A_FIELD).trim();
  return {
    po: purchase.number,
    pedido: purchase.written.slice(0, MOST_OF_A_FIELD),
    fornecedor: name === '' ? UNKNOWN_FOLDER : name,
  };
}

function hierarchyOf({ folders }: PurchaseOrder, supplier: string | null): readonly string[] {
  if (folders.length > 0) return folders;
  return [supplier === null ? UNKNOWN_FOLDER : safeFolderName(supplier, UNKNOWN_FOLDER)];
}
