import type { Attachment, LostFile, StoredFile } from '../purchase.ts';
import { NotAFileError, PermanentError, TransientError } from '../retry.ts';
import { bringAttachment } from './bring-attachment.ts';
import type { Bringing } from './collector-context.ts';

/** What became of the attachments of one purchase, in the order of its pages. */
export interface Harvest {
  readonly stored: readonly StoredFile[];
  readonly lost: readonly LostFile[];
  /** Attachments that were found, without those that turned out to be none. */
  readonly found: number;
}

/** What became of one attachment; null while nobody knows. */
type Fate =
  | { readonly kind: 'stored'; readonly file: StoredFile }
  | { readonly kind: 'lost'; readonly file: LostFile }
  | { readonly kind: 'none' };

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

  harvest(): Harvest {
    const fates = this.#fates.filter((fate) => fate !== null);
    return {
      stored: fates.flatMap((fate) => (fate.kind === 'stored' ? [fate.file] : [])),
      lost: fates.flatMap((fate) => (fate.kind === 'lost' ? [fate.file] : [])),
      found: this.attachments.length - fates.filter(({ kind }) => kind === 'none').length,
    };
  }
}

/** Clicks come one after the other, because one page has them all; transfers go on meanwhile. */
export async function bringAll(bringing: Bringing, brought: BroughtFiles): Promise<void> {
  const { collector, prepared, signal } = bringing;
  const stop = new AbortController();
  const stoppable = { ...bringing, signal: AbortSignal.any([signal, stop.signal]) };
  const bringOne = async (attachment: Attachment, place: number): Promise<void> => {
    try {
      brought.set(place, await fateOf(stoppable, attachment));
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
  const results = await Promise.allSettled([...transfers, clicks]);
  signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const failed = results.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function fateOf(bringing: Bringing, attachment: Attachment): Promise<Fate> {
  try {
    return { kind: 'stored', file: await bringAttachment(bringing, attachment) };
  } catch (error) {
    bringing.signal.throwIfAborted();
    if (error instanceof NotAFileError) return { kind: 'none' };
    if (error instanceof TransientError || error instanceof PermanentError)
      return { kind: 'lost', file: lostFile(attachment, error) };
    throw error;
  }
}

function lostFile(
  { url, page, names, trigger }: Attachment,
  error: TransientError | PermanentError,
): LostFile {
  return {
    url: url ?? page,
    name: names[0] ?? url ?? trigger ?? '',
    error: error.message,
    cause: error.group,
  };
}
