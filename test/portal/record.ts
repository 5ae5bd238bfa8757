/**
 * What the portal knows of a purchase, however it is asked: the pages show it, and programs may be told it. Everything
 * but instants comes from the purchase; instants come from the seed, and from whoever changes a purchase afterwards.
 */
import type { PortalFile } from './file-spec.ts';
import type { PortalPurchase } from './purchase.ts';
import { numberOf } from './random.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const FIRST_DAY = Date.UTC(2026, 0, 5, 12);
const DAYS = 200;
const PEOPLE = ['Ana Conceição', 'João Araújo', 'Marta Siqueira', 'Rui Tavares'];
const GOODS = ['Rolamento 6204', 'Serviço de instalação', 'Chapa de aço 3 mm', 'Licença anual', 'Frete'];

export interface AttachmentRecord {
  readonly id: number;
  readonly kind: 'file' | 'link' | 'text';
  readonly name: string;
  /** Of a link. */
  readonly url: string | null;
  /** Of a file. */
  readonly file: PortalFile | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface LineRecord {
  readonly id: number;
  /** From 1. */
  readonly number: number;
  readonly description: string;
  readonly attachments: readonly AttachmentRecord[];
}

export interface CommentRecord {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  readonly createdAt: string;
  readonly attachments: readonly AttachmentRecord[];
}

/** What a purchase and a requisition have alike. */
export interface DocumentRecord {
  readonly id: number;
  readonly createdAt: string;
  /** Of the document or of anything on it, whichever changed last. */
  readonly updatedAt: string;
  /** On its form. */
  readonly attachments: readonly AttachmentRecord[];
  readonly lines: readonly LineRecord[];
  readonly comments: readonly CommentRecord[];
}

export interface PurchaseRecord extends DocumentRecord {
  /** With its prefix, as the portal prints it: PO20200003. */
  readonly number: string;
  readonly status: string;
  readonly supplier: { readonly id: number; readonly name: string };
  readonly requisitions: readonly DocumentRecord[];
}

/** What is known of a purchase. `changedAt`: when somebody changed it after all the rest (milliseconds). */
export function recordOf(purchase: PortalPurchase, seed: number, changedAt: number | null): PurchaseRecord {
  const { number, shown, written, supplier, requisitions } = purchase;
  const created = FIRST_DAY + (numberOf('created', seed, number) % (DAYS * 1_440)) * MINUTE;
  const own = new Maker(purchase, created);
  const document = {
    attachments: own.attachments('form', 0),
    lines: own.lines(),
    comments: own.comments('comments'),
  };
  const prefix = /^[A-Z]+/i.exec(written)?.[0].toUpperCase() ?? 'PO';
  return {
    ...document,
    id: Number(number),
    number: `${prefix}${shown}`,
    status: 'issued',
    supplier,
    createdAt: iso(created),
    updatedAt: iso(Math.max(own.latest, changedAt ?? 0)),
    requisitions: requisitions.map((one, index) => requisitionOf(purchase, one, index, created)),
  };
}

function requisitionOf(
  purchase: PortalPurchase,
  number: string,
  index: number,
  ordered: number,
): DocumentRecord {
  const created = ordered - DAY * (index + 1);
  const files = purchase.files.filter((file) => file.place === index);
  const maker = new Maker({ ...purchase, files, notes: index === 0 ? purchase.notes : [] }, created);
  const attachments = maker.attachments('requisition', 0);
  const comments = maker.requisitionComments();
  return {
    id: Number(number),
    createdAt: iso(created),
    updatedAt: iso(maker.latest),
    attachments,
    lines: [],
    comments,
  };
}

/** Gathers what hangs on one document, an hour after the other. */
class Maker {
  readonly #purchase: PortalPurchase;
  latest: number;

  constructor(purchase: PortalPurchase, created: number) {
    this.#purchase = purchase;
    this.latest = created;
  }

  attachments(part: string, of: number): AttachmentRecord[] {
    const files = this.#purchase.files.filter((file) => isThere(file, part, of));
    const notes = this.#purchase.notes.filter((note) => note.part === part && note.of === of);
    return [
      ...files.map((file) => this.#attachment(Number(file.id), 'file', file.name, null, file)),
      ...notes.map(({ kind, name, url }, at) =>
        this.#attachment(
          Number(this.#purchase.number) * 100 + 90 + this.#purchase.notes.indexOf(notes[at]!),
          kind,
          name,
          kind === 'link' ? url : null,
          null,
        ),
      ),
    ];
  }

  lines(): LineRecord[] {
    return Array.from({ length: this.#purchase.lines }, (_, index) => ({
      id: Number(this.#purchase.number) * 10 + index,
      number: index + 1,
      description: GOODS[index % GOODS.length]!,
      attachments: this.attachments('lines', index),
    }));
  }

  comments(part: string): CommentRecord[] {
    const { files, notes, silentComments } = this.#purchase;
    const holding =
      1 + Math.max(-1, ...[...files, ...notes].filter((one) => one.part === part).map(({ of }) => of));
    return Array.from({ length: holding + silentComments }, (_, index) => this.#comment(part, index, index));
  }

  /** On a requisition the form is counted as the first, comments after it. */
  requisitionComments(): CommentRecord[] {
    const most = Math.max(0, ...this.#purchase.files.map(({ of }) => of));
    return Array.from({ length: most }, (_, index) => this.#comment('requisition', index + 1, index));
  }

  #comment(part: string, of: number, index: number): CommentRecord {
    const attachments = this.attachments(part, of);
    const text = attachments.length > 0 ? 'Segue em anexo.' : 'Aprovado por e-mail.';
    return {
      id: Number(this.#purchase.number) * 10 + index,
      author: PEOPLE[index % PEOPLE.length]!,
      text,
      createdAt: this.#later(),
      attachments,
    };
  }

  #attachment(
    id: number,
    kind: AttachmentRecord['kind'],
    name: string,
    url: string | null,
    file: PortalFile | null,
  ): AttachmentRecord {
    const at = this.#later();
    return { id, kind, name, url, file, createdAt: at, updatedAt: at };
  }

  #later(): string {
    this.latest += 60 * MINUTE;
    return iso(this.latest);
  }
}

/** Files that a requisition shows, and its purchase too, are on the purchase's form. */
function isThere(file: PortalFile, part: string, of: number): boolean {
  if (file.alsoOnPurchase && part === 'form') return of === 0;
  const itsPart = file.part === 'other' ? 'form' : file.part;
  return itsPart === part && file.of === of;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
