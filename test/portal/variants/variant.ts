/** One kind of page that portals have been seen to answer with, and what is right to make of it. */
import type { FileSpec, NoteSpec } from '../file-spec.ts';
import type { PageShape } from '../order-page/shape.ts';

/** What a collector may rightly say in the end. */
export type Ending =
  /** Every file (and every link) is stored, and that is said. */
  | 'all'
  /** The page is the purchase, is whole, and says that there is nothing. */
  | 'none-said'
  /** The page is the purchase, but does not answer for all of its parts: what there is is stored, and that more is missing is said. */
  | 'incomplete'
  /** A page that is no purchase, whatever its status. */
  | 'not-a-purchase'
  /** The page of another purchase. None of its files may be stored. */
  | 'another-purchase'
  /** A state of the whole portal: closed, overloaded, or it does not want this visitor. */
  | 'portal-closed'
  /** The session has ended. */
  | 'sign-in'
  | 'not-found'
  | 'not-allowed';

/** What an answer may depend on. */
export interface Asked {
  /** Of the portal's other host, without a slash at the end. */
  readonly foreignBase: string;
  /** Path of the page that is asked for. */
  readonly path: string;
  /** How often this page was asked for, this time included. */
  readonly times: number;
  readonly userAgent: string;
  /** Identifier of the purchase. */
  readonly id: string;
}

/** An answer instead of the page. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html: string;
  /** The connection breaks in the middle of it. */
  readonly cut?: true;
}

export interface Variant {
  readonly name: string;
  /** What it is, in one line. */
  readonly is: string;
  readonly ending: Ending;
  /** Endings that are as honest, where a collector cannot know better. */
  readonly alsoRight?: readonly Ending[];
  /** All that a person would find. */
  readonly files?: readonly FileSpec[];
  readonly notes?: readonly NoteSpec[];
  /** Only a browser reaches all of it: over HTTP alone the right ending is `incomplete`. */
  readonly needs?: 'browser';
  /** How many requisitions it comes from. */
  readonly requisitions?: number;
  readonly silentComments?: number;
  readonly lines?: number;
  /** The number people know it by, where it is not its identifier; and as the list has it. */
  readonly shown?: string;
  readonly written?: string;
  /**
   * Which of its addresses (what follows `/order_headers/`) show it, and which show the variant of another name instead.
   * Others are not found. Default: its identifier, alone or with a prefix, shows it.
   */
  readonly addresses?: Readonly<Record<string, 'itself' | 'not-found' | { readonly variant: string }>>;
  readonly shape?: Partial<PageShape>;
  /** Answers instead of its page; null: the page after all. */
  readonly answer?: (asked: Asked) => Answer | null;
  /** Answers instead of the page of a requisition. */
  readonly answerRequisition?: (asked: Asked) => Answer | null;
  /** Answers instead of a file. */
  readonly answerFile?: (asked: Asked) => Answer | null;
}
