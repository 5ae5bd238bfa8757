/** A portal as a process of its own, so that its work is not counted as that of whoever is measured. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Catalog, caseOf, type ExpectedFile, type VariantCase } from './catalog.ts';
import { sendCommand } from './control.ts';
import type { Fault } from './faults.ts';
import { type Closed, type PortalOptions, portalOptions } from './options.ts';
import type { SceneName } from './scene-names.ts';
import type { PortalStats } from './stats.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** As `Portal`, but what reaches the other process takes a moment. */
export interface DistantPortal {
  readonly base: string;
  readonly port: number;
  readonly pid: number;
  readonly purchases: readonly string[];
  readonly variants: readonly VariantCase[];
  variantOf(name: string): VariantCase;
  purchaseOf(scene: SceneName): string;
  expectedFiles(po: string): readonly ExpectedFile[];
  stats(): Promise<PortalStats>;
  resetStats(): Promise<void>;
  setFault(po: string, faults: Fault | readonly Fault[] | null): Promise<void>;
  expireSessions(): Promise<void>;
  setClosed(closed: Closed | null): Promise<void>;
  touch(number: string, at?: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts one; it ends with this process, whatever becomes of it. */
export async function spawnPortal(given: Partial<PortalOptions> = {}): Promise<DistantPortal> {
  const child = fork(MAIN, [JSON.stringify(given)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const base = await addressOf(child);
  const catalog = new Catalog(portalOptions(given));
  return {
    base,
    port: Number(new URL(base).port),
    pid: child.pid!,
    purchases: catalog.numbers(),
    variants: catalog.variants(),
    variantOf: (name) => caseOf(catalog, name),
    purchaseOf: (scene) => catalog.numberOf(scene),
    expectedFiles: (po) => catalog.expected(po),
    stats: () => sendCommand(base, { do: 'stats' }),
    resetStats: async () => void (await sendCommand(base, { do: 'reset-stats' })),
    setFault: async (po, faults) => void (await sendCommand(base, { do: 'set-fault', po, faults })),
    setClosed: async (closed) => void (await sendCommand(base, { do: 'set-closed', closed })),
    touch: async (po, at = Date.now()) => void (await sendCommand(base, { do: 'touch', po, at })),
    expireSessions: async () => void (await sendCommand(base, { do: 'expire-sessions' })),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the portal ended with ${code} before it began`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ base: string }];
  ended.catch(() => {});
  return message.base;
}
