/** What was asked of a portal and what it sent. */

export interface AssetStats {
  requests: number;
  bytes: number;
  /** Answered 304. */
  notModified: number;
}

export interface PortalStats {
  /** Purchase and requisition pages, by path. */
  pages: Record<string, number>;
  /** Requests for files, by file. */
  files: Record<string, number>;
  /** Bytes of bodies of files that were sent, cut ones too. */
  fileBytes: number;
  /** File requests that asked for a part, and those that were given one. */
  rangesAsked: number;
  rangesGiven: number;
  /** Most files on their way at one moment. */
  mostFilesAtOnce: number;
  assets: AssetStats;
  /** Somebody signed in with the form. */
  signIns: number;
  /** Requests that were led to the sign-in page. */
  ledToSignIn: number;
  /** Sessions that had ended, of those. */
  expiredCookies: number;
  /** Requests to the foreign host that carried a cookie of the portal. */
  leakedCookies: number;
  /** Requests of the picture by which a foreign host watches visitors. */
  trackers: number;
  /** Pages that found what another purchase had left in the page storage. */
  leftovers: number;
  /** Purchases asked for with the cookie that the page of another purchase had left. */
  leftoverCookies: number;
  /** Requests that came past the proxy that the portal wants, and were cut. */
  pastProxy: number;
  /** Requests refused because of what the visitor calls itself. */
  refusedAgents: number;
  /** User-Agents of all requests but those of tests, by how often. */
  userAgents: Record<string, number>;
  /** What a visitor changed that only wanted to read: purchases cancelled or closed, attachments deleted, by deed. */
  harms: Record<string, number>;
  /** Documents that are no attachments of anything: a purchase as PDF, guides. */
  printed: number;
  /** Answers that went wrong on purpose, by kind. */
  faults: Record<string, number>;
  /** Answers that the portal could not give because of an error of its own. */
  defects: string[];
}

/** Nothing was asked yet. */
export function noStats(): PortalStats {
  return {
    pages: {},
    files: {},
    fileBytes: 0,
    rangesAsked: 0,
    rangesGiven: 0,
    mostFilesAtOnce: 0,
    assets: { requests: 0, bytes: 0, notModified: 0 },
    signIns: 0,
    ledToSignIn: 0,
    expiredCookies: 0,
    leakedCookies: 0,
    trackers: 0,
    leftovers: 0,
    leftoverCookies: 0,
    pastProxy: 0,
    refusedAgents: 0,
    userAgents: {},
    harms: {},
    printed: 0,
    faults: {},
    defects: [],
  };
}

/** Counts one more. */
export function count(table: Record<string, number>, key: string): void {
  table[key] = (table[key] ?? 0) + 1;
}
