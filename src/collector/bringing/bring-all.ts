import type { Attachment, LeftOutFile, LostFile, StoredFile } from '../purchase.ts';
import { isNamedLikeAFile } from '../reading/labels.ts';
import { attachmentKey } from '../reading/united-attachments.ts';
import { LeftOutError, NotAFileError, PermanentError, PortalClosedError, TransientError } from '../retry.ts';
import { bringAttachment, bringByBrowser } from './bring-attachment.ts';
import type { Bringing, HeldBrowser } from './collector-context.ts';
import type { Fates } from './evidence.ts';
import type { PlacedFile } from './file-store.ts';
import { leftOutFile } from './wanted-file.ts';

/** What became of the attachments of one purchase, in the order of its pages. */
export interface Harvest {
  readonly stored: readonly StoredFile[];
  readonly lost: readonly LostFile[];
  /** Attachments that filters leave out. */
  readonly leftOut: readonly LeftOutFile[];
  /** Attachments that were found, without those that turned out to be none; those left out are among them. */
  readonly found: number;
  /** What became of each, by `attachmentKey`. */
  readonly fates: Fates;
}

/** What became of one attachment; null while nobody knows. */
type Fate =
  | { readonly kind: 'stored'; readonly file: StoredFile }
  /** `closed`: a page said that the whole portal is. */
  | { readonly kind: 'lost'; readonly file: LostFile; readonly closed?: PortalClosedError }
  | { readonly kind: 'left-out'; readonly file: LeftOutFile }
  | { readonly kind: 'none' };

/** Answers that a browser may not get: to programs, portals and firewalls say no, or send pages. */
const REFUSALS = /^(?:HTTP_40[136]|HTML_AS_FILE|SIGN_IN_PAGE|PORTAL_CLOSED)$/;

/** What becomes of the attachments of one purchase: it comes in as it happens, and is told in the order of the pages. */
export class BroughtFiles {
  readonly attachments: readonly Attachment[];
  readonly #fates: (Fate | null)[];

  constructor(attachments: readonly Attachment[]) {
    this.attachments = attachments;
    this.#fates = attachments.map(() => null);
  }

  /** @param place of the attachment on the pages */
  set(place: number, fate: Fate): void {
    this.#fates[place] = fate;
  }

  /** Attachments that the portal does not give to programs, with their places. */
  refused(): readonly { readonly attachment: Attachment; readonly place: number }[] {
    return this.attachments
      .map((attachment, place) => ({ attachment, place }))
      .filter(({ attachment, place }) => {
        const fate = this.#fates[place];
        return attachment.url !== null && fate?.kind === 'lost' && REFUSALS.test(fate.file.cause);
      });
  }

  /** @throws PortalClosedError where the portal said so, and no browser got the file all the same */
  throwIfClosed(): void {
    for (const fate of this.#fates) if (fate?.kind === 'lost' && fate.closed !== undefined) throw fate.closed;
  }

  /** All attachments, in the order of the pages, as the folder wants them. */
  placed(): readonly PlacedFile[] {
    return this.attachments.map(({ url }, place) => {
      const fate = this.#fates[place];
      return { url, stored: fate?.kind === 'stored' ? fate.file : null };
    });
  }

  /** Attachments that no filter left out. */
  kept(): readonly Attachment[] {
    return this.attachments.filter((_, place) => this.#fates[place]?.kind !== 'left-out');
  }

  harvest(): Harvest {
    const fates = this.#fates.filter((fate) => fate !== null);
    return {
      stored: fates.flatMap((fate) => (fate.kind === 'stored' ? [fate.file] : [])),
      lost: fates.flatMap((fate) => (fate.kind === 'lost' ? [fate.file] : [])),
      leftOut: fates.flatMap((fate) => (fate.kind === 'left-out' ? [fate.file] : [])),
      found: this.attachments.length - fates.filter(({ kind }) => kind === 'none').length,
      fates: new Map(
        this.attachments.flatMap((one, place) => {
          const fate = this.#fates[place] ?? null;
          return fate === null ? [] : [[attachmentKey(one), fate.kind] as const];
        }),
      ),
    };
  }
}

/**
 * Brings all files of a purchase; what the portal does not give to programs is brought by the browser afterwards, where
 * there is one.
 */
export async function bringAll(bringing: Bringing, brought: BroughtFiles): Promise<void> {
  const { signal } = bringing;
  const stop = new AbortController();
  const stoppable = { ...bringing, signal: AbortSignal.any([signal, stop.signal]) };
  const results = await bringTogether(stoppable, brought, stop);
  signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const failed = results.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await bringRefused(bringing, brought);
}

/** Clicks come one after the other, because one page has them all; transfers go on meanwhile. */
async function bringTogether(
  bringing: Bringing,
  brought: BroughtFiles,
  stop: AbortController,
): Promise<PromiseSettledResult<void>[]> {
  const { collector, prepared } = bringing;
  const bringOne = async (attachment: Attachment, place: number): Promise<void> => {
    try {
      brought.set(place, await fateOf(bringing, attachment, () => bringAttachment(bringing, attachment)));
    } catch (error) {
      // One end ends all: nobody goes on writing into a folder that is given up.
      stop.abort(error);
      throw error;
    }
  };
  const limit = collector.places;
  const placed = brought.attachments.map((attachment, place) => ({ attachment, place }));
  const transfers = placed
    .filter(({ attachment }) => attachment.url !== null)
    .map(({ attachment, place }) => limit(() => bringOne(attachment, place)));
  const clicks = (async () => {
    for (const { attachment, place } of placed)
      if (attachment.url === null) await limit(() => bringOne(attachment, place));
    prepared.discard();
  })();
  return await Promise.allSettled([...transfers, clicks]);
}

/** One after the other: the browser has one page for them, and only once no click needs it. */
async function bringRefused(bringing: Bringing, brought: BroughtFiles): Promise<void> {
  const { collector, signal } = bringing;
  const refused = brought.refused();
  if (refused.length === 0) return brought.throwIfClosed();
  const browser = await collector.holdBrowser(signal);
  if (browser === null) return brought.throwIfClosed();
  try {
    for (const { attachment, place } of refused) {
      const fate = await collector.places(() => fateByBrowser(bringing, attachment, browser));
      // What the browser does not get either was refused for the reason that is known.
      if (fate.kind !== 'lost') brought.set(place, fate);
    }
  } finally {
    browser.giveBack();
  }
  brought.throwIfClosed();
}

function fateByBrowser(bringing: Bringing, attachment: Attachment, { fetch }: HeldBrowser): Promise<Fate> {
  return fateOf(bringing, attachment, () => bringByBrowser(bringing, attachment, fetch));
}

async function fateOf(
  bringing: Bringing,
  attachment: Attachment,
  bring: () => Promise<StoredFile>,
): Promise<Fate> {
  try {
    return { kind: 'stored', file: await bring() };
  } catch (error) {
    bringing.signal.throwIfAborted();
    if (error instanceof NotAFileError) return { kind: 'none' };
    // Firewalls show such pages to programs, and let browsers through.
    if (error instanceof PortalClosedError && error.until === null)
      return {
        kind: 'lost',
        file: lostFile(attachment, { message: error.message, group: 'PORTAL_CLOSED' }),
        closed: error,
      };
    if (error instanceof LeftOutError) return { kind: 'left-out', file: leftOutFile(attachment, error) };
    // What is no file by its name, and brings nothing when it is clicked, never was one.
    const isEmptyClick = error instanceof TransientError && error.group === 'CLICK';
    if (isEmptyClick && !isNamedLikeAFile(attachment.names)) return { kind: 'none' };
    if (error instanceof TransientError || error instanceof PermanentError)
      return { kind: 'lost', file: lostFile(attachment, error) };
    throw error;
  }
}

function lostFile(
  { url, page, names, trigger }: Attachment,
  error: Pick<TransientError | PermanentError, 'message' | 'group'>,
): LostFile {
  return {
    url: url ?? page,
    name: names[0] ?? url ?? trigger ?? '',
    error: error.message,
    cause: error.group,
  };
}
