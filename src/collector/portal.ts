import type { AttachmentPart } from '../contract/collection-codes.ts';
import type { Attachment, PurchaseOrder } from './purchase.ts';

/**
 * What a procurement portal's adapter says: how to sign in, whether a session is valid, where a purchase is, what its
 * pages show and which of them are errors. Everything here is a pure function of a page that was read; reading pages,
 * by browser or over HTTP, is the reader's work, so an adapter is the same in both modes.
 *
 * How a page becomes evidence:
 *
 *     purchaseUrls ─▶ reader ─▶ verdict ─ purchase ─▶ shown ─ the one asked for ─▶ read ─▶ parts ─ whole? ─▶ status
 *                       ▲                                                           │
 *                       └──── waits while a part waits, opens what can be opened ◀──┘
 *
 * A reader that runs scripts
 *
 * 1. reads until no part is waiting and the page has asked for nothing for half a second; when its patience ends first
 *    (longer than portals need: some seconds), it reads once more with `isSettled`, and takes what that says;
 * 2. clicks the first of `toOpen` that is not in `exhausted`, and does 1 again. A click after which `read` tells of no
 *    attachment, no opener and no part that it did not tell of before puts its selector into `exhausted`. A page that
 *    showed an attachment which is gone after the click (a next page, a menu that closes another) goes into `former`;
 * 3. is done when nothing is left to click, or nothing new has come for as many clicks as it allows itself.
 *
 * A reader without scripts reads once. Where that is not whole, a reader with scripts is needed.
 */

/** A page as it was read, however it was read. */
export interface PortalPage {
  /** Address asked for. */
  readonly asked: string;
  /** Address arrived at, after redirects. */
  readonly url: string;
  /** HTTP status of the document. */
  readonly status: number;
  readonly html: string;
  /** Frames of the same origin, as they were read. */
  readonly frames: readonly PortalPage[];
  /**
   * Whether scripts ran, nothing is asked for any more, and the reader's patience was spent on what still waited. Then a
   * list without entries is no place still to be filled; it says nothing. False by default.
   */
  readonly isSettled?: boolean;
  /** The same page before clicks that put something else in place of what it showed, oldest first. None by default. */
  readonly former?: readonly PortalPage[];
  /** Selectors of `toOpen` of this very page that were clicked and brought nothing more. None by default. */
  readonly exhausted?: readonly string[];
  /** Addresses of its own that it was still asking for when waiting for it ended. None by default. */
  readonly pending?: readonly string[];
}

/** State of the portal session. A network failure is not a logout. */
export type SessionState = 'valid' | 'missing' | 'expired' | 'unreachable';

/** What a page is. */
export type PageVerdict =
  /** Of a purchase, with proof; of which one, `shown` says. */
  | 'purchase'
  /** Of a requisition, with proof. */
  | 'requisition'
  | 'sign-in'
  | 'not-found'
  | 'not-allowed'
  /** Says something of the portal as a whole: maintenance, too many requests, a firewall. */
  | 'portal-closed'
  /** None of these, or nothing yet: an empty shell. Never a success. */
  | 'unknown';

/** What a purchase is called where it is asked for. */
export type AskedPurchase = Pick<PurchaseOrder, 'number' | 'written'>;

/** What a page shows of which purchase or requisition it is. */
export interface ShownIdentity {
  /** Numbers in its title and header, as written there. */
  readonly numbers: readonly string[];
  /** The portal's own id of it; null where the page does not tell. */
  readonly id: string | null;
}

/** What one part of a page says of its attachments and what was found in it. */
export interface PagePart {
  readonly part: AttachmentPart;
  /** Address of the page. */
  readonly page: string;
  /** Its own counter; 0 where it says that there are none; null where it says nothing. */
  readonly said: number | null;
  /** Attachments of it, the same address once. */
  readonly found: number;
  /** How many more its counters promise, each for what it stands for. */
  readonly lacking: number;
  /** Not filled yet: an empty mount point, something busy or loading. */
  readonly isWaiting: boolean;
  /** What to click for more of it (show more, view attachments, closed menus, the next page), in the page's order. */
  readonly toOpen: readonly PartOpener[];
  /** How much of it a person would take for a file, and the finder did not. */
  readonly strange: number;
}

/** Something to click that shows more of a part. */
export interface PartOpener {
  /** CSS selector that means one element of the page as it was read. */
  readonly selector: string;
  /** Address of the page or frame that has it. */
  readonly page: string;
  /** Whether it puts something else in place of what is shown: a next page. */
  readonly replaces: boolean;
  /** Address it leads to, where it is an ordinary link: what is there is more of the same page. Null for the rest. */
  readonly url: string | null;
}

/** What a purchase's page says. */
export interface PurchasePage {
  /** In the order of the page. */
  readonly attachments: readonly Attachment[];
  /** Absolute addresses of the requisitions it came from. */
  readonly requisitions: readonly string[];
  readonly supplier: string | null;
  /** Parts that hold attachments or may, in the order of the page; whether all have answered, `isWholePage` says. */
  readonly parts: readonly PagePart[];
}

export interface PortalAdapter {
  /** Name on the command line and in files. */
  readonly name: string;
  /** Addresses a purchase may be under, in the order to try them: as the list writes it, then its digits alone. */
  purchaseUrls(base: string, purchase: AskedPurchase): readonly [string, ...string[]];
  /** Where the portal looks a number up, for tenants whose numbers are not their ids; null where it cannot. */
  lookupUrl(base: string, purchase: AskedPurchase): string | null;
  /** Addresses of the purchases of exactly this number on the page of a lookup. */
  lookedUp(page: PortalPage, purchase: AskedPurchase): readonly string[];
  /** Where a person signs in. */
  signInUrl(base: string): string;
  /** A page only a signed-in person can read, cheap to ask for. */
  sessionUrl(base: string): string;
  /** Whether an address is one that asks to sign in; a redirect to it means the session has ended. */
  isSignInUrl(url: string, base: string): boolean;
  /** What a page that was read is, by what it shows; its address alone proves nothing. */
  verdict(page: PortalPage): PageVerdict;
  /** Of which purchase or requisition a page is. */
  shown(page: PortalPage): ShownIdentity;
  /** Attachments, links and parts of a purchase's or a requisition's page. */
  read(page: PortalPage): PurchasePage;
  /** Cookies whose removal would sign the worker out, by name. */
  isSessionCookie(name: string): boolean;
}
