import { hash } from 'node:crypto';
import type { Engine } from '../availability/engine.ts';
import { isOpenOrder, orderAnswer, orderFault } from '../availability/order-answer.ts';
import { RupturaError } from '../contract/errors.ts';
import { formatInstant } from '../contract/instants.ts';
import { LANGUAGES, type Language } from '../contract/language.ts';
import type { EpochDay } from '../contract/units.ts';
import { Bounded } from '../keeping/bounded.ts';
import { type Book, isExact } from '../ledger/book.ts';
import { projectionAnswer } from '../projection/projection-answer.ts';

/** An answer in every language: only sentences differ. */
export type LiveTexts = Readonly<Record<Language, string>>;

interface Rendered {
  readonly texts: LiveTexts;
  /** Of everything in the answer except when and from which version it was calculated. */
  readonly digest: string;
}

/** Rendered answers of one state kept at most; an answer is some 2 kB. */
const MOST_RENDERED = 4000;
/** Digests kept at most; some 10 MB. An answer whose digest was dropped counts as changed. */
const MOST_DIGESTS = 100_000;

/** Makes the two kinds of answers that are watched. */
const MAKE = { order: renderOrder, product: renderProduct };
export type LiveKind = keyof typeof MAKE;

/**
 * Answers as JSON text, each made once for all clients that watch it, and whether an answer differs from the last one
 * that was told.
 *
 * A digest is what was told last, and stays valid as long as every change of that answer is told: one that changes
 * untold must be forgotten (`forget`), or a change back would look like none.
 */
export class LiveAnswers {
  readonly #rendered = new Bounded<string, Rendered>(MOST_RENDERED);
  readonly #told = new Map<string, string>();
  #book: Book | null = null;
  #version = -1;
  #today: EpochDay = -1;

  /** An answer in the engine's state, told to nobody in particular. */
  current(engine: Engine, kind: LiveKind, code: string): LiveTexts {
    return this.#render(engine, kind, code).texts;
  }

  /** The answer if it differs from the one told last, which it then is itself; else null. */
  changed(engine: Engine, kind: LiveKind, code: string): LiveTexts | null {
    const { texts, digest } = this.#render(engine, kind, code);
    const key = keyOf(kind, code);
    if (this.#told.get(key) === digest) return null;
    this.#told.delete(key);
    this.#told.set(key, digest);
    if (this.#told.size > MOST_DIGESTS) this.#told.delete(this.#told.keys().next().value!);
    return texts;
  }

  /** An answer may have changed and nobody was told. */
  forget(kind: LiveKind, code: string): void {
    this.#told.delete(keyOf(kind, code));
  }

  /** All answers may have changed; those kept will be told. */
  forgetAllBut(kept: ReadonlySet<string>, keptProducts: ReadonlySet<string>): void {
    const keys = new Set([
      ...Array.from(kept, (code) => keyOf('order', code)),
      ...Array.from(keptProducts, (code) => keyOf('product', code)),
    ]);
    for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
  }

  #render(engine: Engine, kind: LiveKind, code: string): Rendered {
    const { book } = engine;
    if (book !== this.#book || book.version !== this.#version || book.today !== this.#today) {
      this.#rendered.clear();
      this.#book = book;
      this.#version = book.version;
      this.#today = book.today;
    }
    const key = keyOf(kind, code);
    const known = this.#rendered.get(key);
    if (known !== undefined) return known;
    const made = MAKE[kind](engine, code, formatInstant(new Date(), book.rules.timeZone));
    this.#rendered.set(key, made);
    return made;
  }
}

function keyOf(kind: LiveKind, code: string): string {
  return `${kind} ${code}`;
}

function renderOrder(engine: Engine, code: string, calculatedAt: string): Rendered {
  const order = engine.book.orders.find(code);
  const fault = isOpenOrder(engine.book, order)
    ? orderFault(engine.book, order)
    : new RupturaError('PEDIDO_NAO_ENCONTRADO', { num_pedido: code });
  if (fault !== null) return renderFault(engine, { num_pedido: code }, fault, calculatedAt);
  const { versao, calculado_em, ...answer } = orderAnswer(
    engine,
    order,
    engine.book.rules.policy,
    calculatedAt,
  );
  return same(JSON.stringify(answer), versao, calculado_em);
}

function renderProduct(engine: Engine, code: string, calculatedAt: string): Rendered {
  const { book } = engine;
  const product = book.products.find(code);
  if (product >= 0 && !isExact(book, product)) {
    const fault = new RupturaError('QUANTIDADES_GRANDES_DEMAIS', { cod_produto: code });
    return renderFault(engine, { cod_produto: code }, fault, calculatedAt);
  }
  const { versao, calculado_em, ...answer } = projectionAnswer(book, code, null, calculatedAt);
  return same(JSON.stringify(answer), versao, calculado_em);
}

/** In place of an answer: why there is none. */
function renderFault(
  { book }: Engine,
  whose: Readonly<Record<string, string>>,
  error: RupturaError,
  calculatedAt: string,
): Rendered {
  const texts = LANGUAGES.map((language) => {
    const answer = {
      success: false,
      ...whose,
      codigo: error.code,
      error: error.sentence(language),
      versao: book.version,
      calculado_em: calculatedAt,
    };
    return [language, JSON.stringify(answer)] as const;
  });
  const digest = `${error.code} ${error.sentence(LANGUAGES[0]!)}`;
  return { texts: Object.fromEntries(texts) as LiveTexts, digest };
}

/** An answer without sentences. The version and the instant are put where they stand in every other answer: last. */
function same(text: string, version: number, calculatedAt: string): Rendered {
  const whole = `${text.slice(0, -1)},"versao":${version},"calculado_em":"${calculatedAt}"}`;
  return { texts: { 'pt-BR': whole, en: whole }, digest: hash('sha1', text, 'base64') };
}
