import type { PurchaseCookies } from '../net/cookies.ts';
import type { PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';

/** Reads the pages of one purchase at a time, with the cookies of that purchase. */
export interface PageReader {
  /**
   * Reads one page, frames of the portal included. Cookies the page sets go into `cookies`.
   * @param isList it is a list of purchases, and nothing is to be proved of it
   * @throws SessionExpiredError where the portal leads to its sign-in page, TransientError where it does not answer
   */
  read(url: string, cookies: PurchaseCookies, signal: AbortSignal, isList?: boolean): Promise<PortalPage>;
  close(): Promise<void>;
}

/** What a click brought. */
export interface Clicked {
  /** Address of the file, or of its page where a script made it. */
  readonly url: string;
  /** The file, whole, under a name of no meaning; null where the click only showed its address. */
  readonly path: string | null;
  /** Name the page or the portal gave it. */
  readonly name: string | null;
}

/** A reader that can click: for attachments whose address no page tells. Clicks of one page come one after the other. */
export interface ClickingReader extends PageReader {
  /**
   * Clicks what starts a download and waits for all of it.
   * @param folder where the file is to be put, on the file system of its final place
   * @throws TransientError where nothing came of the click
   */
  click(
    attachment: Attachment,
    folder: string,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<Clicked>;
}
