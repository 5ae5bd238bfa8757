/** What goes wrong: by purchase or file, for a number of times or for good, or by chance from a seed. */
import type { PortalOptions } from './options.ts';
import { fractionOf, numberOf, oneOf } from './random.ts';
import { WORDS, type WordsName } from './words.ts';

/** How an answer says when to come again. */
export interface RetryAfter {
  readonly seconds: number;
  readonly as: 'seconds' | 'date';
}

/** Answers to a page or a file instead of what it should be. */
export type Wrong =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: RetryAfter }
  /** Comes, but this late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Nothing is ever answered. */
  | { readonly kind: 'hang' }
  /** The connection ends before any answer. */
  | { readonly kind: 'reset' }
  /** Led to the sign-in page, although the session is valid. */
  | { readonly kind: 'sign-in-redirect' }
  /** Sessions of everybody end with this request. */
  | { readonly kind: 'expire' }
  /** Status 200 and a page that says it in words. */
  | { readonly kind: 'words'; readonly words: WordsName };

/** Answers to a file only. */
export type WrongFile =
  /** The body ends early: less than `Content-Length`, an unfinished chunked body, or no length to tell by. */
  | { readonly kind: 'cut'; readonly manner: 'length' | 'chunked' | 'close'; readonly at?: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong-magic' }
  /** A page instead of the file, called a page or called the file's type. */
  | { readonly kind: 'html'; readonly disguised: boolean }
  | { readonly kind: 'sign-in-page' }
  /** A byte from time to time, for ever. */
  | { readonly kind: 'trickle' }
  /** Some of the body, then nothing, for ever. */
  | { readonly kind: 'stall' }
  | { readonly kind: 'wrong-length'; readonly manner: 'too-long' | 'too-short' };

/** How a file answers `Range`. It goes along with other faults. */
export type RangeManner = 'supported' | 'ignored' | 'wrong';

interface Target {
  /** Of a file: its index; of a requisition: its index; default: all of them. */
  readonly which?: number;
  /** How often; default: always. */
  readonly times?: number;
}

export type Fault =
  | ({ readonly on: 'page' | 'requisition' } & Target & Wrong)
  | ({ readonly on: 'file' } & Target & (Wrong | WrongFile))
  | ({ readonly on: 'file'; readonly kind: 'range'; readonly manner: RangeManner } & Omit<Target, 'times'>);

export type FaultPlace = Fault['on'];
export type WrongAnswer = Wrong | WrongFile;

interface Standing {
  readonly fault: Fault;
  left: number;
}

/** What may happen by chance; all of it ends after a try or two. */
const PAGE_CHANCES: readonly Wrong[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: { seconds: 1, as: 'seconds' } },
  { kind: 'reset' },
  { kind: 'slow', ms: 900 },
];
const FILE_CHANCES: readonly WrongAnswer[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, retryAfter: { seconds: 1, as: 'seconds' } },
  { kind: 'status', status: 503, retryAfter: { seconds: 1, as: 'date' } },
  { kind: 'cut', manner: 'length' },
  { kind: 'cut', manner: 'chunked' },
  { kind: 'empty' },
  { kind: 'wrong-magic' },
  { kind: 'html', disguised: false },
  { kind: 'html', disguised: true },
  { kind: 'wrong-length', manner: 'too-long' },
  { kind: 'reset' },
  { kind: 'slow', ms: 700 },
];
const RANGE_CHANCES: readonly RangeManner[] = ['supported', 'supported', 'ignored', 'wrong'];

/** Knows what goes wrong next. Faults that were set come before those of chance. */
export class FaultBook {
  readonly #options: PortalOptions;
  readonly #set = new Map<string, Standing[]>();
  readonly #tries = new Map<string, number>();

  constructor(options: PortalOptions) {
    this.#options = options;
  }

  /** Replaces the faults of a purchase; null or none: all is well with it. */
  set(po: string, faults: Fault | readonly Fault[] | null): void {
    const list =
      faults === null ? [] : Array.isArray(faults) ? (faults as readonly Fault[]) : [faults as Fault];
    for (const fault of list)
      if (fault.kind === 'words' && !(fault.words in WORDS)) throw new RangeError(fault.words);
    this.#set.set(
      po,
      list.map((fault) => ({ fault, left: 'times' in fault ? (fault.times ?? Infinity) : Infinity })),
    );
  }

  /** What goes wrong with this request, which is counted; null: nothing. */
  take(po: string, on: FaultPlace, which: number): WrongAnswer | null {
    const standing = this.#set
      .get(po)
      ?.find(({ fault, left }) => left > 0 && fault.kind !== 'range' && aims(fault, on, which));
    if (standing === undefined) return this.#byChance(po, on, which);
    standing.left--;
    return standing.fault as WrongAnswer;
  }

  /** How a file answers `Range`. */
  rangeManner(po: string, which: number): RangeManner {
    const standing = this.#set
      .get(po)
      ?.find(({ fault }) => fault.kind === 'range' && aims(fault, 'file', which));
    if (standing?.fault.kind === 'range') return standing.fault.manner;
    if (this.#options.faultProbability === 0) return 'supported';
    return oneOf(RANGE_CHANCES, 'range', this.#options.seed, po, which);
  }

  /** The first tries of some pages and files fail, whichever purchase they are asked for in. */
  #byChance(po: string, on: FaultPlace, which: number): WrongAnswer | null {
    const { seed, faultProbability } = this.#options;
    const key = [seed, po, on, which].join(' ');
    if (fractionOf('chance', key) >= faultProbability) return null;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    if (tries > 1 + (numberOf('tries', key) % 2)) return null;
    return oneOf(on === 'file' ? FILE_CHANCES : PAGE_CHANCES, 'kind', key, tries);
  }
}

function aims(fault: Fault, on: FaultPlace, which: number): boolean {
  return fault.on === on && (fault.which === undefined || fault.which === which);
}
