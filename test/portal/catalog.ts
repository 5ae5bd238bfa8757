/** Purchases, requisitions and files of a portal, all of them worked out from its options: nothing is stored. */

import { DRAWN_LINES } from './drawn-pages.ts';
import { addressOf } from './file-address.ts';
import { type FileBody, sha256Of } from './file-body.ts';
import { type FileSpec, type NoteSpec, needsClick, type PagePart, type PortalFile } from './file-spec.ts';
import { madeUpBody } from './made-up-body.ts';
import type { PortalOptions } from './options.ts';
import { REAL_SHAPE } from './order-page/real-shape.ts';
import type { PageContext, PageShape } from './order-page/shape.ts';
import type { PortalPurchase } from './purchase.ts';
import { between, oneOf } from './random.ts';
import { type PurchaseRecord, recordOf } from './record.ts';
import type { SceneName } from './scene-names.ts';
import { filesOf, requisitionsOf, shapeOf } from './scenes.ts';
import { VARIANTS } from './variants/catalogue.ts';
import type { Ending, Variant } from './variants/variant.ts';

const FIRST_ORDER = 15_262_900;
const FIRST_REQUISITION = 4_800_000;
const FIRST_VARIANT = 20_200_000;
const FIRST_REQUISITION_OF_VARIANTS = 5_900_000;
/** Room for the requisitions of one purchase. */
const REQUISITIONS_EACH = 10;

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
  readonly part: PagePart;
  /** Whether anybody may have it. */
  readonly reachable: boolean;
}

/** A variant as a portal has it: under which number, and what is true of it. */
export interface VariantCase {
  readonly name: string;
  readonly is: string;
  /** Its identifier, by which `expectedFiles`, `setFault` and `record` know it. */
  readonly number: string;
  /** What stands in the list of purchases: mostly the identifier. */
  readonly written: string;
  /** The number its page shows, without a prefix. */
  readonly shown: string;
  readonly ending: Ending;
  readonly alsoRight: readonly Ending[];
  /**
   * What HTTP alone can make of it. `same`: as much as a browser. `less`: not all, so that `incomplete` is right whatever
   * `ending` says. `either`: a script has to run before it is sure, but HTTP alone can see as much.
   */
  readonly overHttp: 'same' | 'less' | 'either';
  /** Addresses elsewhere that are attached. */
  readonly links: readonly NoteSpec[];
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

/** What a purchase is made from. */
interface Plan {
  readonly scene: SceneName;
  readonly files: readonly FileSpec[];
  readonly requisitions: readonly string[];
  readonly variant: Variant | null;
}

export class Catalog {
  readonly options: PortalOptions;
  readonly #purchases = new Map<string, PortalPurchase>();
  readonly #changes = new Map<string, number>();

  constructor(options: PortalOptions) {
    this.options = options;
  }

  /** Numbers of all purchases but the variants. */
  numbers(): readonly string[] {
    return Array.from({ length: this.options.purchases }, (_, index) => String(FIRST_ORDER + index));
  }

  /** Number of the first purchase of a scene. */
  numberOf(scene: SceneName): string {
    const found = this.numbers().find((number) => this.purchase(number)?.scene === scene);
    if (found === undefined) throw new RangeError(`no purchase of this portal is like "${scene}"`);
    return found;
  }

  /** All variants. Every portal has them, whatever its scenes. */
  variants(): readonly VariantCase[] {
    return VARIANTS.map((variant, index) => {
      const { name, is, ending, alsoRight = [], notes = [] } = variant;
      const number = String(FIRST_VARIANT + index);
      const { shown, written } = this.purchase(number)!;
      const links = notes.filter(({ kind }) => kind === 'link');
      return { name, is, number, written, shown, ending, alsoRight, overHttp: this.#overHttp(number), links };
    });
  }

  /** The variant that a purchase is; null: it is an ordinary one. */
  variant(number: string): Variant | null {
    return /^\d{8}$/.test(number) ? (VARIANTS[Number(number) - FIRST_VARIANT] ?? null) : null;
  }

  /** A purchase by its identifier; null: the portal has none of that. */
  purchase(number: string): PortalPurchase | null {
    const known = this.#purchases.get(number);
    if (known !== undefined) return known;
    const plan = this.#plan(number);
    if (plan === null) return null;
    const purchase = this.#make(number, plan);
    this.#purchases.set(number, purchase);
    return purchase;
  }

  /** Identifier of the purchase that is shown at `/order_headers/{key}`; null: none is. */
  identify(key: string): string | null {
    for (const [index, variant] of VARIANTS.entries()) {
      const number = String(FIRST_VARIANT + index);
      const leads = variant.addresses?.[key] ?? (key === number ? 'itself' : undefined);
      if (leads === 'itself') return number;
      if (leads === 'not-found') return null;
      if (leads !== undefined) {
        return String(FIRST_VARIANT + VARIANTS.findIndex(({ name }) => name === leads.variant));
      }
    }
    const number = key.replace(/^(PO|PM)-?/i, '');
    return this.purchase(number) === null ? null : number;
  }

  /** Identifiers of purchases whose number is this, as people search for them. */
  search(text: string): readonly string[] {
    const wanted = text.trim().toUpperCase();
    const numbers = [...this.numbers(), ...VARIANTS.map((_, index) => String(FIRST_VARIANT + index))];
    return numbers.filter((number) => {
      const { shown } = this.purchase(number)!;
      return [shown, this.record(number)!.number].includes(wanted);
    });
  }

  /** The purchase a requisition belongs to, and which of its requisitions it is. */
  requisition(number: string): { readonly purchase: PortalPurchase; readonly index: number } | null {
    const value = Number(number);
    const isOfVariant = value >= FIRST_REQUISITION_OF_VARIANTS;
    const position = value - (isOfVariant ? FIRST_REQUISITION_OF_VARIANTS : FIRST_REQUISITION);
    const first = isOfVariant ? FIRST_VARIANT : FIRST_ORDER;
    const purchase = this.purchase(String(first + Math.floor(position / REQUISITIONS_EACH)));
    const index = purchase?.requisitions.indexOf(number) ?? -1;
    return purchase === null || index < 0 ? null : { purchase, index };
  }

  /** What the pages of a purchase are like; null: the plain ones of before. */
  shape(number: string): PageShape | null {
    const variant = this.variant(number);
    if (variant !== null) return { ...REAL_SHAPE, ...variant.shape };
    const purchase = this.purchase(number);
    return purchase === null ? null : shapeOf(purchase.scene, this.options, number);
  }

  /** What the portal knows of a purchase; null: it has none of that identifier. */
  record(number: string): PurchaseRecord | null {
    const purchase = this.purchase(number);
    if (purchase === null) return null;
    return recordOf(purchase, this.options.seed, this.#changes.get(number) ?? null);
  }

  /** What its pages are written from. */
  context(base: string, purchase: PortalPurchase, query = new URLSearchParams()): PageContext {
    return { base, purchase, record: this.record(purchase.number)!, query };
  }

  /** Says of a purchase that it changed now, or at a time (milliseconds). */
  touch(number: string, at = Date.now()): void {
    this.#changes.set(number, at);
  }

  file(id: string): PortalFile | null {
    return this.purchase(id.slice(0, -2))?.files[Number(id.slice(-2))] ?? null;
  }

  body(file: PortalFile): FileBody {
    return madeUpBody(file, this.options);
  }

  /** Every file of a purchase and of its requisitions, each once. */
  expected(number: string): readonly ExpectedFile[] {
    return (this.purchase(number)?.files ?? []).map((file) => {
      const body = this.body(file);
      const { id, name, path, page, part, guard } = file;
      const [bytes, sha256] = [body.size, sha256Of(body)];
      const reachable = guard !== 'nobody';
      return { id, name, bytes, sha256, path, page, click: needsClick(file), part, reachable };
    });
  }

  #overHttp(number: string): VariantCase['overHttp'] {
    const variant = this.variant(number)!;
    const { mount, requisitionMount } = this.shape(number)!;
    const { comments, requisitions } = this.record(number)!;
    const requisitionComments = requisitions.flatMap((one) => one.comments);
    const comes =
      (mount.manner !== 'server' && comments.length > 0) ||
      (requisitionMount.manner !== 'server' && requisitionComments.length > 0);
    if (variant.needs === 'browser') return 'less';
    if (variant.answer !== undefined && variant.files === undefined) return 'either';
    return comes ? 'less' : mount.manner === 'server' ? 'same' : 'either';
  }

  #plan(number: string): Plan | null {
    if (!/^\d{8}$/.test(number)) return null;
    const variant = this.variant(number);
    if (variant !== null) {
      const first = FIRST_REQUISITION_OF_VARIANTS + (Number(number) - FIRST_VARIANT) * REQUISITIONS_EACH;
      const requisitions = numbersFrom(first, variant.requisitions ?? 0);
      return { scene: 'realistic', files: variant.files ?? [], requisitions, variant };
    }
    const index = Number(number) - FIRST_ORDER;
    if (index < 0 || index >= this.options.purchases) return null;
    const scene = this.options.scenes[index % this.options.scenes.length]!;
    const first = FIRST_REQUISITION + index * REQUISITIONS_EACH;
    const requisitions = numbersFrom(first, requisitionsOf(scene, this.options, number));
    return { scene, files: filesOf(scene, this.options, number), requisitions, variant: null };
  }

  #make(number: string, { scene, files, requisitions, variant }: Plan): PortalPurchase {
    const { seed } = this.options;
    const name = oneOf(SUPPLIERS, 'supplier', seed, number);
    const shown = variant?.shown ?? number;
    return {
      number,
      shown,
      written: variant?.written ?? shown,
      scene,
      supplier: { id: 700 + SUPPLIERS.indexOf(name), name },
      requisitions,
      files: files.map((spec, at) => this.#file(number, requisitions, spec, at)),
      notes: variant?.notes ?? [],
      silentComments: variant?.silentComments ?? 0,
      lines: variant?.lines ?? (scene === 'drawn' ? DRAWN_LINES : 2),
    };
  }

  #file(number: string, requisitions: readonly string[], spec: FileSpec, index: number): PortalFile {
    const { seed, fileMs } = this.options;
    const id = `${number}${String(index).padStart(2, '0')}`;
    const page =
      spec.place === 'purchase'
        ? `/order_headers/${number}`
        : `/requisition_headers/${requisitions[spec.place]!}`;
    const latencyMs = between(fileMs, 'latency', seed, id);
    return { ...spec, id, po: number, index, page, path: addressOf(id, page, spec), latencyMs };
  }
}

/**
 * The variant of a name.
 * @throws RangeError where there is none
 */
export function caseOf(catalog: Catalog, name: string): VariantCase {
  const found = catalog.variants().find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`no variant is called "${name}"`);
  return found;
}

function numbersFrom(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(first + index));
}
