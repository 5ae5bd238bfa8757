/** What a portal is like: how many purchases, of which kinds, how fast, and how unreliable. */
import { EVERY_SCENE, type SceneName } from './scene-names.ts';

export type PresetName = 'fast' | 'slow' | 'faulty' | 'realistic';

/** From where a proxy on this machine speaks to a portal; all of 127.0.0.0/8 is this machine. */
export const PROXY_ADDRESS = '127.0.0.2';

/** How a portal says that it is closed. */
export interface Closed {
  readonly status: number;
  /** Seconds; null: it does not say when it opens. */
  readonly retryAfter: number | null;
}

export interface PortalOptions {
  readonly preset: PresetName;
  readonly seed: number;
  /** Purchases are numbered from 15262900 on; how many there are. */
  readonly purchases: number;
  /** What the purchases are like, in turn. */
  readonly scenes: readonly SceneName[];
  /** Files of a purchase of the scene `plain`. */
  readonly filesPerPurchase: number;
  /** Time until a page, an asset and a file are answered, in milliseconds. A file keeps its own time. */
  readonly pageMs: number;
  readonly assetMs: number;
  readonly fileMs: readonly [number, number];
  /** Least and most bytes of a file. */
  readonly fileBytes: readonly [number, number];
  /** Bytes of the file of the scene `huge`. */
  readonly hugeBytes: number;
  /** Least and most time until the comments of a page as production has it are told, in milliseconds; from the seed. */
  readonly mountMs: readonly [number, number];
  /** Time after loading when links of the scene `late` are added. */
  readonly lateMs: number;
  /** A session cookie is worth nothing this long after it was given; every page gives a new one. */
  readonly sessionIdleMs: number;
  /** The sign-in page signs in by itself whoever is known to the identity provider, as a browser's single sign-on. */
  readonly singleSignOn: boolean;
  /** Part of the requests for pages and files that go wrong for a while. */
  readonly faultProbability: number;
  /** All sessions end when this many pages and files were asked for. */
  readonly expireAfter: readonly number[];
  /** It is reached by https too, with a certificate that only `AUTHORITY` (start.ts) vouches for. */
  readonly https: boolean;
  /** Connections that do not come from `PROXY_ADDRESS`, from which a proxy speaks, are cut. */
  readonly onlyThroughProxy: boolean;
  /** Who is answered 403 by what it calls itself: `pages` and `files` want a browser, `all` wants it for both. */
  readonly refusedAgents: 'nobody' | 'pages' | 'files' | 'all';
  /** Every page is answered like this; null: the portal is open. */
  readonly closed: Closed | null;
  /** 0: any free one. */
  readonly port: number;
}

const FAST: PortalOptions = {
  preset: 'fast',
  seed: 1,
  purchases: EVERY_SCENE.length,
  scenes: EVERY_SCENE,
  filesPerPurchase: 6,
  pageMs: 0,
  assetMs: 0,
  fileMs: [0, 0],
  fileBytes: [1_000, 30_000],
  hugeBytes: 1_073_741_824,
  mountMs: [0, 300],
  lateMs: 300,
  sessionIdleMs: 3_600_000,
  singleSignOn: false,
  faultProbability: 0,
  expireAfter: [],
  https: false,
  onlyThroughProxy: false,
  refusedAgents: 'nobody',
  closed: null,
  port: 0,
};

const PRESETS: Readonly<Record<PresetName, PortalOptions>> = {
  fast: FAST,
  slow: {
    ...FAST,
    preset: 'slow',
    purchases: 60,
    scenes: ['plain'],
    pageMs: 300,
    assetMs: 15,
    fileMs: [150, 300],
    fileBytes: [200_000, 2_000_000],
  },
  realistic: {
    ...FAST,
    preset: 'realistic',
    purchases: 60,
    scenes: ['realistic'],
    pageMs: 300,
    assetMs: 15,
    fileMs: [150, 300],
    fileBytes: [200_000, 2_000_000],
    mountMs: [0, 5_000],
  },
  faulty: {
    ...FAST,
    preset: 'faulty',
    purchases: 60,
    pageMs: 20,
    fileMs: [5, 40],
    fileBytes: [2_000, 60_000],
    faultProbability: 0.25,
    expireAfter: [120],
    singleSignOn: true,
  },
};

/** A preset, with whatever is given instead of its own. */
export function portalOptions(given: Partial<PortalOptions> = {}): PortalOptions {
  return { ...PRESETS[given.preset ?? 'fast'], ...given };
}
