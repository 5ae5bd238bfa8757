/** What the pages of a purchase are like: each piece can be another one than on the pages as they mostly are. */
import type { PortalPurchase } from '../purchase.ts';
import type { PurchaseRecord } from '../record.ts';

/** How the comments come into the page, in the place that the server leaves empty for them. */
export interface Mount {
  readonly manner: /** They are in the server's HTML: the place is not empty. */
    | 'server'
    /** The script asks at once, and is answered after `ms`. */
    | 'answer'
    /** The script waits `ms` before it asks; nothing is under way meanwhile. */
    | 'timer'
    /** The script itself comes after `ms`. */
    | 'bundle'
    /** The script asks when somebody has scrolled the place into sight. */
    | 'scroll'
    /** The script is told of an error, and asks again by itself after `ms`. */
    | 'again'
    /** The script asks and is told of an error. The place stays empty. */
    | 'fails'
    /** The script asks and is told that the session has ended. The place stays empty. */
    | 'ended'
    /** The script never comes to it. The place stays empty. */
    | 'never';
  readonly ms: number;
}

export interface PageContext {
  /** Of the portal, without a slash at the end. */
  readonly base: string;
  readonly purchase: PortalPurchase;
  readonly record: PurchaseRecord;
  /** What stands after the question mark of the page's address. */
  readonly query: URLSearchParams;
}

/** HTML of a piece of a page. */
export type Piece = (context: PageContext) => string;

/** What a click that asks the portal brings. */
export interface Brought {
  /** CSS selector of what it goes into. */
  readonly into: string;
  readonly html: string;
  readonly manner: 'append' | 'replace' | 'instead';
  readonly ms?: number;
}

export interface PageShape {
  readonly mount: Mount;
  /** Of the requisition's page. */
  readonly requisitionMount: Mount;
  /** How many comments the sections' list says; null: it says nothing. */
  readonly saidComments: number | 'right' | null;
  /** How many attachments the button of a comment says; null: there is no such button. */
  readonly saidAttachments: number | 'right' | null;
  /** Attributes of the root element. */
  readonly root: Piece;
  readonly title: Piece;
  readonly heading: Piece;
  readonly flash: Piece;
  /** Value of the field "Attachments" of the form. */
  readonly form: Piece;
  readonly lines: Piece;
  /** What is mounted for comments. */
  readonly comments: Piece;
  /** A section after the form. */
  readonly beside: Piece;
  /** At the beginning and at the end of the body. */
  readonly before: Piece;
  readonly after: Piece;
  /** Form of a requisition; gets the index of the requisition. */
  readonly requisitionForm: (context: PageContext, index: number) => string;
  /** What clicks on `[data-act]` bring, and what `[data-then]` brings by itself, by the value. */
  readonly acts: Readonly<Record<string, (context: PageContext) => Brought>>;
  /** The body comes by a request that takes so long, into a shell; null: it is in the server's HTML. */
  readonly unfoldMs: number | null;
  /** Headers of the page's answer besides the usual ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the page's text is sent: as UTF-8, as the older code of Western Europe, or packed. */
  readonly sent: 'utf-8' | 'windows-1252' | 'windows-1252-by-meta' | 'gzip' | 'br';
  /** Half of the page comes at once, the rest so much later. */
  readonly pauseMs: number;
  /** Pages of frames, at `/order_headers/{number}/frames/{name}`. */
  readonly frames: Readonly<Record<string, Piece>>;
}
