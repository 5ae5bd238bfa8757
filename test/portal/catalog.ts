/** Purchases, requisitions and files of a portal, all of them worked out from its options: nothing is stored. */
import { bodyOf, type FileBody, fillingOf, sha256Of, wholeBody } from './file-body.ts';
import { needsClick, type PortalFile } from './file-spec.ts';
import { msgFile } from './formats/msg.ts';
import { pdfParts } from './formats/pdf.ts';
import { pngParts } from './formats/png.ts';
import { docxParts, xlsxParts, zipParts } from './formats/zip.ts';
import { mailOf } from './mail.ts';
import type { PortalOptions } from './options.ts';
import { between, oneOf } from './random.ts';
import type { SceneName } from './scene-names.ts';
import { filesOf, requisitionsOf } from './scenes.ts';

const FIRST_ORDER = 15_262_900;
const FIRST_REQUISITION = 4_800_000;
/** Room for the requisitions of one purchase. */
const REQUISITIONS_EACH = 10;

export interface PortalPurchase {
  readonly number: string;
  readonly scene: SceneName;
  readonly supplier: { readonly id: number; readonly name: string };
  /** Their numbers. */
  readonly requisitions: readonly string[];
  readonly files: readonly PortalFile[];
}

/** What a collector should have in the end, for one file of a purchase. */
export interface ExpectedFile {
  readonly id: string;
  /** As the portal names it: nobody has made it safe. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Path and query of its address; files without one in the page are reached by a click. */
  readonly path: string;
  /** Path of the page that shows it. */
  readonly page: string;
  readonly click: boolean;
}

const SUPPLIERS = [
  'Acme Inc.',
  'Müller & Söhne GmbH',
  'Comércio de Peças São João Ltda.',
  'A/B Industrial: Matriz',
  'Transportes Irmãos Conceição',
  'CON',
  "O'Brien Supplies",
  '株式会社サンプル',
  'Aço Forte S.A.',
  'Embalagens "Boa Vista"',
  'Papelaria Central <Filial 2>',
  'Química Paulista S/A',
];

export class Catalog {
  readonly options: PortalOptions;
  readonly #purchases = new Map<string, PortalPurchase>();

  constructor(options: PortalOptions) {
    this.options = options;
  }

  /** Numbers of all purchases. */
  numbers(): readonly string[] {
    return Array.from({ length: this.options.purchases }, (_, index) => String(FIRST_ORDER + index));
  }

  /** Number of the first purchase of a scene. */
  numberOf(scene: SceneName): string {
    const found = this.numbers().find((number) => this.purchase(number)?.scene === scene);
    if (found === undefined) throw new RangeError(`no purchase of this portal is like "${scene}"`);
    return found;
  }

  /** A purchase by its number; null: the portal has none of that number. */
  purchase(number: string): PortalPurchase | null {
    const index = Number(number) - FIRST_ORDER;
    if (!/^\d{8}$/.test(number) || index < 0 || index >= this.options.purchases) return null;
    const known = this.#purchases.get(number);
    if (known !== undefined) return known;
    const purchase = this.#make(number, index);
    this.#purchases.set(number, purchase);
    return purchase;
  }

  /** The purchase a requisition belongs to, and which of its requisitions it is. */
  requisition(number: string): { readonly purchase: PortalPurchase; readonly index: number } | null {
    const position = Number(number) - FIRST_REQUISITION;
    const purchase = this.purchase(String(FIRST_ORDER + Math.floor(position / REQUISITIONS_EACH)));
    const index = purchase?.requisitions.indexOf(number) ?? -1;
    return purchase === null || index < 0 ? null : { purchase, index };
  }

  file(id: string): PortalFile | null {
    return this.purchase(id.slice(0, -2))?.files[Number(id.slice(-2))] ?? null;
  }

  body(file: PortalFile): FileBody {
    const { seed, fileBytes } = this.options;
    const key = [seed, file.po, file.content ?? file.index].join(' ');
    const size = file.bytes ?? between(fileBytes, 'size', key);
    const title = file.content ?? `${file.name} ${file.po}`;
    const filler = (length: number) => fillingOf(isText(file) ? 'text' : 'bytes', key, length);
    switch (file.kind) {
      case 'pdf':
        return bodyOf(pdfParts(title, size, filler));
      case 'docx':
        return bodyOf(docxParts(title, size, filler));
      case 'xlsx':
        return bodyOf(xlsxParts(title, size, filler));
      case 'zip':
        return bodyOf(zipParts(size, filler));
      case 'png':
        return bodyOf(pngParts(size, filler));
      case 'msg':
        return wholeBody(msgFile(mailOf(file.name, key)));
      default: {
        const head = Buffer.from(`\ufeffitem;descrição;quantidade\r\n1;${title};10\r\n`);
        const parts = { head, filling: filler(Math.max(0, size - head.length)), tail: Buffer.alloc(0) };
        return bodyOf(parts);
      }
    }
  }

  /** Every file of a purchase and of its requisitions, each once. */
  expected(number: string): readonly ExpectedFile[] {
    return (this.purchase(number)?.files ?? []).map((file) => {
      const body = this.body(file);
      const { id, name, path, page } = file;
      return { id, name, bytes: body.size, sha256: sha256Of(body), path, page, click: needsClick(file) };
    });
  }

  #make(number: string, index: number): PortalPurchase {
    const { scenes, seed, fileMs } = this.options;
    const scene = scenes[index % scenes.length]!;
    const first = FIRST_REQUISITION + index * REQUISITIONS_EACH;
    const requisitions = Array.from({ length: requisitionsOf(scene) }, (_, one) => String(first + one));
    const files = filesOf(scene, this.options).map((spec, at): PortalFile => {
      const id = `${number}${String(at).padStart(2, '0')}`;
      const page =
        spec.place === 'purchase'
          ? `/order_headers/${number}`
          : `/requisition_headers/${requisitions[spec.place]!}`;
      const path = pathOf(id, page, spec.markup);
      return {
        ...spec,
        id,
        po: number,
        index: at,
        page,
        path,
        latencyMs: between(fileMs, 'latency', seed, id),
      };
    });
    const name = oneOf(SUPPLIERS, 'supplier', seed, number);
    return { number, scene, supplier: { id: 700 + SUPPLIERS.indexOf(name), name }, requisitions, files };
  }
}

/** Whether it has no mark of its kind at its beginning. */
export function isText({ kind }: PortalFile): boolean {
  return kind === 'txt' || kind === 'csv';
}

/** Addresses come in three manners; only the first two say by themselves what they lead to. */
function pathOf(id: string, page: string, markup: PortalFile['markup']): string {
  switch (markup) {
    case 'anchor-download-path':
    case 'onclick-fetch':
      return `/attachments/${id}/download?inline=false&locale=pt-BR`;
    case 'onclick-form':
      return `/attachments/${id}/download`;
    case 'anchor-aria':
    case 'anchor-title':
    case 'anchor-download':
      return `/files/${id}`;
    default:
      return `${page}/attachment_file/${id}`;
  }
}
