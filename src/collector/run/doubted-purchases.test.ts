import { describe, expect, it } from 'vitest';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import type { Agreement, ReadingWay } from '../reading/auto-mode.ts';
import { Coordinator, type CoordinatorOptions } from './coordinator.ts';
import type { StartWorker } from './worker-process.ts';

const SETTINGS: CoordinatorOptions['settings'] = {
  portal: 'coupa',
  base: 'https://portal.test',
  outputFolder: '/nowhere',
  mode: 'auto',
  downloads: 1,
  perMinute: null,
  headless: true,
  statePath: '/nowhere/state.json',
  profileFolder: '/nowhere/profile',
  requisitions: true,
  simulate: false,
  language: 'pt-BR',
  purchaseTimeoutMs: 60_000,
};

const purchase = (number: number): PurchaseOrder => ({
  number: String(number),
  written: String(number),
  folders: [],
  supplier: null,
  rows: [number],
});

/** Pages of one shape: up to a purchase HTTP shows as much as the browser, from then on less. */
class Portal {
  /** How purchases were read, in the order of their results. */
  readonly read: string[] = [];
  readonly hidesFrom: number;
  /** Checks of a trusted shape at one moment, and most of them. */
  now = 0;
  most = 0;

  constructor(hidesFrom: number) {
    this.hidesFrom = hidesFrom;
  }

  readonly startWorker: StartWorker = (_settings, { onMessage, onEnd }) => {
    const waiting = new Map<number, (way: ReadingWay) => void>();
    let tickets = 0;
    const collect = async (lease: number, number: string): Promise<void> => {
      const ticket = ++tickets;
      const way = await new Promise<ReadingWay>((resolve) => {
        waiting.set(ticket, resolve);
        onMessage({ kind: 'advise', ticket, purchase: number, shapes: ['shape'] });
      });
      const isCheck = way === 'both' && this.read.length > 10;
      if (isCheck) this.most = Math.max(this.most, ++this.now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (way === 'both') {
        const agreement: Agreement = Number(number) >= this.hidesFrom ? 'different' : 'same';
        onMessage({
          kind: 'compared',
          purchase: number,
          shapes: [{ name: 'shape', holds: true }],
          agreement,
        });
      }
      if (isCheck) this.now--;
      this.read.push(`${number} ${way}`);
      onMessage({ kind: 'done', lease, outcome: outcomeOf(number) });
      onMessage({ kind: 'next' });
    };
    setTimeout(() => {
      onMessage({ kind: 'ready' });
      onMessage({ kind: 'next' });
    }, 1);
    return {
      pid: null,
      send: (message) => {
        if (message.kind === 'purchase') void collect(message.lease, message.purchase.number);
        else if (message.kind === 'advised') waiting.get(message.ticket)?.(message.way);
        else if (message.kind === 'stop') setTimeout(onEnd, 1);
      },
      kill: () => onEnd(),
    };
  };
}

function outcomeOf(number: string): PurchaseOutcome {
  const at = new Date().toISOString();
  const nothing = { found: 1, stored: [], lost: [], evidence: [], supplier: null, folder: null };
  return {
    ...nothing,
    number,
    status: 'COMPLETED',
    url: '',
    error: null,
    cause: null,
    startedAt: at,
    endedAt: at,
  };
}

async function collect(portal: Portal, purchases: number): Promise<{ kept: string[]; reopened: string[] }> {
  const kept: string[] = [];
  const reopened: string[] = [];
  const coordinator = new Coordinator({
    id: 'c1',
    settings: SETTINGS,
    workers: 3,
    totalDownloads: 8,
    portalWaitMs: 60_000,
    purchases: Array.from({ length: purchases }, (_, number) => purchase(number + 1)),
    store: {
      outcome: async ({ number }) => void kept.push(number),
      reopened: async (number) => void reopened.push(number),
      state: async () => undefined,
    },
    startWorker: portal.startWorker,
    session: { renew: async () => ({ kind: 'valid' }) },
    usage: async () => ({ cpu: 0, memory: 0 }),
  });
  await coordinator.start();
  expect(await coordinator.done).toMatchObject({ state: 'completed', error: null });
  return { kept, reopened };
}

describe('purchases read over HTTP by a shape that turns out to hide something', () => {
  it('are collected again in the browser, each once, whatever worker had them', async () => {
    const portal = new Portal(8);
    const { kept, reopened } = await collect(portal, 60);
    const last = new Map(portal.read.map((one) => one.split(' ') as [string, string]));
    expect([...last.keys()].length).toBe(60);
    // What was agreed on stays; nothing that HTTP hides is left as HTTP showed it.
    for (let number = 8; number <= 60; number++)
      expect(last.get(String(number)), String(number)).not.toBe('http');
    const byHttp = portal.read.filter((one) => one.endsWith(' http')).map((one) => one.split(' ')[0]!);
    expect(byHttp.length).toBeGreaterThan(5);
    // What was still at work when it was found out has no result to be taken back.
    const again = byHttp.filter((number) => last.get(number) !== 'http');
    expect(again).toEqual(expect.arrayContaining(reopened));
    expect(again.length - reopened.length).toBeLessThan(3);
    expect(kept.length).toBe(60 + reopened.length);
  });

  it('are none where HTTP shows all, and one worker at a time compares', async () => {
    const portal = new Portal(Number.POSITIVE_INFINITY);
    const { reopened } = await collect(portal, 120);
    expect(reopened).toEqual([]);
    const ways = portal.read.map((one) => one.split(' ')[1]);
    expect(ways.filter((way) => way === 'both').length).toBeLessThan(12);
    expect(ways.slice(20).filter((way) => way === 'both').length).toBeGreaterThan(1);
    expect(portal.most).toBe(1);
  });
});
