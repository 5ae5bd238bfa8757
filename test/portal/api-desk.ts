/** Who may use the portal's API, with which tokens, and how it behaves: all that tests switch. */
import { randomBytes } from 'node:crypto';

export const CLIENT_ID = 'ruptura-client';
export const CLIENT_SECRET = 'very-secret-0f3a';

const ALL_SCOPES = ['core.common.read', 'core.purchase_order.read', 'core.requisition.read'];

/** How the API is: as documented, or worse. */
export interface ApiManners {
  /** What `GET …/attachments/:id` gives: the file; a description of it; a way to another host. */
  show: 'file' | 'description' | 'elsewhere';
  /** Most entries of a list, whatever is asked for. */
  most: number;
  /** Whether comments come with their attachments. */
  tellsAttachmentsOfComments: boolean;
  /** Where attachments of lines are told: with the order; by the list of lines only; nowhere. */
  linesTold: 'with-order' | 'apart' | 'never';
  /** Whether comments of all documents can be asked for at once. */
  listsComments: boolean;
  /** Whether what it does not know of a question is left out, and everything comes. */
  ignoresEndsWith: boolean;
  ignoresIn: boolean;
  /** Lists that give all they have, whenever it changed. */
  ignoresGt: readonly string[];
  /** How far its clock is ahead of everybody's, in milliseconds. */
  skewMs: number;
  /** Seconds that a token lives. */
  tokenSeconds: number;
}

const DOCUMENTED: ApiManners = {
  show: 'file',
  most: 50,
  tellsAttachmentsOfComments: true,
  linesTold: 'with-order',
  listsComments: true,
  ignoresEndsWith: false,
  ignoresIn: false,
  ignoresGt: [],
  skewMs: 0,
  tokenSeconds: 86_399,
};

interface Token {
  readonly scopes: readonly string[];
  readonly until: number;
}

export class ApiDesk {
  manners: ApiManners = { ...DOCUMENTED };
  /** What the one client may do; null: it is not active. */
  scopes: readonly string[] | null = ALL_SCOPES;
  /** Answers 429 that are still to come, each with `Retry-After: 1`. */
  busy = 0;
  /** Answers that are a page, with status 200: how many are still to come, and what it says. */
  pages = 0;
  page = 'Try again';
  /** Tokens that another host was shown. */
  leakedTokens = 0;
  tokensGiven = 0;
  /** Paths and queries that were asked for. */
  asked: string[] = [];
  /** Attachments that nobody has added yet, by id. */
  readonly hidden = new Set<number>();
  /**
   * When comments of a purchase changed after all the rest, by its number, and requisitions, by theirs (milliseconds).
   */
  readonly changedComments = new Map<string, number>();
  readonly changedRequisitions = new Map<string, number>();
  /** Further versions of purchases, by number: their ids are those of other purchases. */
  readonly versions = new Map<string, readonly string[]>();
  /** Whether those are of other suppliers. */
  strangers = false;
  readonly #tokens = new Map<string, Token>();

  /** As documented again, for a client that may all; tokens are forgotten. */
  reset(): void {
    this.manners = { ...DOCUMENTED };
    this.scopes = ALL_SCOPES;
    this.busy = 0;
    this.pages = 0;
    this.page = 'Try again';
    this.leakedTokens = 0;
    this.tokensGiven = 0;
    this.asked = [];
    this.strangers = false;
    for (const one of [this.hidden, this.changedComments, this.changedRequisitions, this.versions])
      one.clear();
    this.#tokens.clear();
  }

  /** Gives a token out for scopes that the client has. */
  give(scopes: readonly string[]): string {
    const token = randomBytes(20).toString('hex');
    this.#tokens.set(token, { scopes, until: Date.now() + this.manners.tokenSeconds * 1000 });
    this.tokensGiven++;
    return token;
  }

  /** Scopes of a token; null for one that is none, or no more. */
  scopesOf(token: string): readonly string[] | null {
    const known = this.#tokens.get(token);
    return known !== undefined && known.until > Date.now() ? known.scopes : null;
  }

  /** Takes all tokens back. */
  revoke(): void {
    this.#tokens.clear();
  }
}
