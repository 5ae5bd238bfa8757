import { type FileTraits, hasFilter, NO_WISHES, reasonToLeave } from '../file-wishes.ts';
import type { Attachment, LeftOutFile, PurchaseSelection } from '../purchase.ts';
import { LeftOutError } from '../retry.ts';
import { safeFileName, splitName } from '../safe-name.ts';
import type { CollectorSettings } from '../settings.ts';
import { isKnownExtension } from './file-kind.ts';

/** Filters of one attachment, asked whenever more is known of it. */
export class FileFilter {
  readonly #wishes;
  readonly #attachment: Attachment;
  /** The name its page gives it, where that tells what it is. */
  readonly #name: string | null;

  constructor({ wishes = NO_WISHES }: Pick<CollectorSettings, 'wishes'>, attachment: Attachment) {
    this.#wishes = wishes;
    this.#attachment = attachment;
    this.#name = attachment.kind === 'link' ? '.url' : tellingName(attachment);
  }

  /** @throws LeftOutError where the page alone tells that it is not wanted */
  checkPage(): void {
    this.#check({ name: this.#name === '.url' ? 'link.url' : this.#name, bytes: null });
  }

  /** @param name as its answer gives it @throws LeftOutError */
  checkName(name: string): void {
    if (this.#name === null) this.#check({ name, bytes: null });
  }

  /** @param bytes of all of it where that is known, else as many as have come @throws LeftOutError */
  checkSize(bytes: number): void {
    this.#check({ name: null, bytes });
  }

  #check(known: Omit<FileTraits, 'date'>): void {
    const reason = reasonToLeave(this.#wishes, { ...known, date: this.#attachment.date ?? null });
    if (reason !== null) throw new LeftOutError(reason);
  }
}

/** What the pages alone tell of which attachments are wanted. */
export function chosenByPage(
  settings: Pick<CollectorSettings, 'wishes'>,
  attachments: readonly Attachment[],
): { readonly kept: readonly Attachment[]; readonly leftOut: readonly LeftOutFile[] } {
  const kept: Attachment[] = [];
  const leftOut: LeftOutFile[] = [];
  for (const attachment of attachments) {
    try {
      new FileFilter(settings, attachment).checkPage();
      kept.push(attachment);
    } catch (error) {
      if (!(error instanceof LeftOutError)) throw error;
      leftOut.push(leftOutFile(attachment, error));
    }
  }
  return { kept, leftOut };
}

export function leftOutFile(attachment: Attachment, { reason }: LeftOutError): LeftOutFile {
  const { part, page, names, url, trigger } = attachment;
  return { part, page, name: names[0] ?? url ?? trigger ?? '', reason };
}

/** What filters made of a purchase, to be added to its outcome; nothing where there are none. @param kept what was not left out */
export function selectionOf(
  { wishes = NO_WISHES }: Pick<CollectorSettings, 'wishes'>,
  leftOut: readonly LeftOutFile[],
  kept: readonly Attachment[],
): { readonly selection?: PurchaseSelection } {
  if (!hasFilter(wishes)) return {};
  const undated = wishes.since === null ? 0 : kept.filter(({ date = null }) => date === null).length;
  return { selection: { leftOut, undated } };
}

/** The name that shows what a file is; null where neither the page nor the address tells. */
function tellingName({ names, url }: Attachment): string | null {
  const path = url !== null && URL.canParse(url) ? new URL(url).pathname : '';
  const given = [...names, path.split('/').at(-1) ?? ''].map(safeFileName);
  return given.find((name) => isKnownExtension(splitName(name).extension)) ?? null;
}
