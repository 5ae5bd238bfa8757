import type { Attachment } from './purchase.ts';

/**
 * What a procurement portal's adapter says: how to sign in, whether a session is valid, where a purchase is, what its
 * pages show and which of them are errors. Everything here is a pure function of a page that was read; reading pages,
 * by browser or over HTTP, is the reader's work, so an adapter is the same in both modes.
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
}

/** State of the portal session. A network failure is not a logout. */
export type SessionState = 'valid' | 'missing' | 'expired' | 'unreachable';

/** What a page is. */
export type PageVerdict = 'purchase' | 'sign-in' | 'not-found' | 'not-allowed' | 'unknown';

/** What a purchase's page says. */
export interface PurchasePage {
  readonly attachments: readonly Attachment[];
  /** Absolute addresses of the requisitions it came from. */
  readonly requisitions: readonly string[];
  readonly supplier: string | null;
  /** False where the page itself says that more of it is to come: only a browser sees the rest. */
  readonly isWhole: boolean;
}

export interface PortalAdapter {
  /** Name on the command line and in files. */
  readonly name: string;
  /** Address of a purchase's page at a tenant. */
  purchaseUrl(base: string, number: string): string;
  /** Where a person signs in. */
  signInUrl(base: string): string;
  /** A page only a signed-in person can read, cheap to ask for. */
  sessionUrl(base: string): string;
  /** Whether an address is one that asks to sign in; a redirect to it means the session has ended. */
  isSignInUrl(url: string, base: string): boolean;
  /** What a page that was read is. */
  verdict(page: PortalPage): PageVerdict;
  /** Attachments and links of a purchase's or a requisition's page. */
  read(page: PortalPage): PurchasePage;
  /**
   * Browser mode waits until one of these CSS selectors is there: what shows that links are there, that the page is
   * ready without any, that it is an error.
   */
  readonly ready: { readonly links: string; readonly done: string; readonly error: string };
  /** Cookies whose removal would sign the worker out, by name. */
  isSessionCookie(name: string): boolean;
}
