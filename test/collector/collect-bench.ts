/** One collector of purchases in this process, as a worker has it, against the portal's imitation. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PurchaseCollector, PurchaseProgress } from '../../src/collector/bringing/collecting.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../../src/collector/purchase.ts';
import { openCollector, type PortalCollector } from '../../src/collector/run/collect-purchase.ts';
import { openApiCollector } from '../../src/collector/run/open-api-collector.ts';
import { PURCHASE_TIMEOUT_MS } from '../../src/collector/settings.ts';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../portal/api-desk.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { storageState } from '../portal/storage-state.ts';

interface CollectorChoice {
  readonly downloads?: number;
  readonly purchaseTimeoutMs?: number;
  readonly stallMs?: number;
  readonly simulate?: boolean;
}

export class CollectBench {
  readonly signal = AbortSignal.timeout(300_000);
  portal: Portal;
  folder = '';
  /** Transfers of this moment, and most of them at one moment. */
  now = 0;
  most = 0;
  #collector: PurchaseCollector | null = null;

  private constructor(portal: Portal) {
    this.portal = portal;
  }

  static async start(): Promise<CollectBench> {
    return new CollectBench(await startPortal());
  }

  /** Begins a test: a folder of its own, nothing counted. */
  async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'ruptura-collect-'));
    this.portal.resetStats();
    this.most = 0;
  }

  async end(): Promise<void> {
    await this.#collector?.close();
    this.#collector = null;
    await rm(this.folder, { recursive: true, force: true });
    expect(this.portal.stats().defects).toEqual([]);
  }

  get collector(): PortalCollector {
    return this.#collector as PortalCollector;
  }

  get statePath(): string {
    return join(this.folder, 'state.json');
  }

  /** Somebody signs in. */
  async signIn(): Promise<void> {
    await writeFile(this.statePath, JSON.stringify(await storageState(this.portal.base)));
  }

  async open(mode: CollectionMode, { stallMs = 500, ...others }: CollectorChoice = {}): Promise<void> {
    await this.#collector?.close();
    await this.signIn();
    const settings = {
      portal: mode === 'api' ? 'coupa-api' : 'coupa',
      base: this.portal.base,
      outputFolder: join(this.folder, 'out'),
      mode,
      downloads: 4,
      perMinute: null,
      headless: true,
      statePath: this.statePath,
      profileFolder: join(this.folder, 'profile'),
      requisitions: true,
      simulate: false,
      language: 'pt-BR' as const,
      purchaseTimeoutMs: PURCHASE_TIMEOUT_MS,
      ...others,
    };
    const patience = { firstDelayMs: 10, longestRetryAfterMs: 500 };
    const enter = async (): Promise<() => void> => {
      this.most = Math.max(this.most, ++this.now);
      return () => void this.now--;
    };
    const tools = { patience, transferLimits: { patience, stallMs } };
    const client = { id: CLIENT_ID, secret: CLIENT_SECRET };
    this.#collector =
      mode === 'api'
        ? openApiCollector(settings, client, { enter }, tools)
        : await openCollector(settings, { enter }, tools);
  }

  purchase(number: string, written = number): PurchaseOrder {
    return { number, written, folders: [], supplier: null, rows: [0] };
  }

  async collect(
    number: string,
    onProgress: (one: PurchaseProgress) => void = () => undefined,
    written = number,
  ): Promise<PurchaseOutcome> {
    const prepared = await this.collector.prepare(this.purchase(number, written), this.signal);
    return await this.collector.collect(prepared, onProgress, this.signal);
  }

  async storedHashes(outcome: PurchaseOutcome): Promise<string[]> {
    const path = join(this.folder, 'out', outcome.folder!);
    const names = (await readdir(path)).filter((name) => name !== 'manifest.json');
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    // Messages have a PDF beside them, which is no attachment.
    const own = new Set(outcome.stored.map(({ name }) => name));
    const hashes = names
      .filter((name) => own.has(name))
      .map(async (name) =>
        createHash('sha256')
          .update(await readFile(join(path, name)))
          .digest('hex'),
      );
    return (await Promise.all(hashes)).sort();
  }

  /** Fails unless all that the portal has of a purchase is stored, and nothing else. */
  async expectAll(number: string, outcome: PurchaseOutcome): Promise<void> {
    const expected = this.portal.expectedFiles(number);
    expect(outcome).toMatchObject({
      number,
      status: 'COMPLETED',
      found: expected.length,
      error: null,
      lost: [],
    });
    // The same content is stored once.
    const contents = [...new Set(expected.map(({ sha256 }) => sha256))].sort();
    expect(await this.storedHashes(outcome)).toEqual(contents);
    expect(outcome.stored.map(({ sha256 }) => sha256).sort()).toEqual(
      expected.map(({ sha256 }) => sha256).sort(),
    );
  }
}
