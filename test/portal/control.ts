/** Switching a portal that runs in another process: one address, one JSON object a request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { PortalStats } from './stats.ts';

export const CONTROL_PATH = '/portal-control';

/** What can be ordered. Each is answered with the numbers as they are after it. */
export type Purchase =
  | { readonly do: 'stats' | 'reset-stats' | 'expire-sessions' }
  | { readonly do: 'set-fault'; readonly po: string; readonly faults: Fault | readonly Fault[] | null };

interface Switchable {
  stats(): PortalStats;
  resetStats(): void;
  setFault(po: string, faults: Fault | readonly Fault[] | null): void;
  expireSessions(): void;
}

/** Does what a request orders. */
export async function takePurchase(
  portal: Switchable,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const purchase = JSON.parse(Buffer.concat(pieces).toString()) as Purchase;
  if (purchase.do === 'set-fault') portal.setFault(purchase.po, purchase.faults);
  else if (purchase.do === 'expire-sessions') portal.expireSessions();
  else if (purchase.do === 'reset-stats') portal.resetStats();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(portal.stats()));
}

/** Orders something of a portal elsewhere. */
export async function sendPurchase(base: string, purchase: Purchase): Promise<PortalStats> {
  const answer = await fetch(base + CONTROL_PATH, { method: 'POST', body: JSON.stringify(purchase) });
  if (!answer.ok) throw new Error(`the portal at ${base} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as PortalStats;
}
