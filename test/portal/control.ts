/** Switching a portal that runs in another process: one address, one JSON object a request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { Closed } from './options.ts';
import type { PortalStats } from './stats.ts';

export const CONTROL_PATH = '/portal-control';
/** Requests with it come from a test itself: they are answered even where the portal wants a proxy, or is closed. */
export const CONTROL_HEADER = 'x-portal-test';

/** What can be asked of it. Each is answered with the numbers as they are after it. */
export type Command =
  | { readonly do: 'stats' | 'reset-stats' | 'expire-sessions' }
  | { readonly do: 'set-fault'; readonly po: string; readonly faults: Fault | readonly Fault[] | null }
  | { readonly do: 'set-closed'; readonly closed: Closed | null }
  | { readonly do: 'touch'; readonly po: string; readonly at: number };

interface Switchable {
  stats(): PortalStats;
  resetStats(): void;
  setFault(po: string, faults: Fault | readonly Fault[] | null): void;
  expireSessions(): void;
  setClosed(closed: Closed | null): void;
  touch(number: string, at?: number): void;
}

/** Does what a request asks for. */
export async function takeCommand(
  portal: Switchable,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const command = JSON.parse(Buffer.concat(pieces).toString()) as Command;
  if (command.do === 'set-fault') portal.setFault(command.po, command.faults);
  else if (command.do === 'set-closed') portal.setClosed(command.closed);
  else if (command.do === 'touch') portal.touch(command.po, command.at);
  else if (command.do === 'expire-sessions') portal.expireSessions();
  else if (command.do === 'reset-stats') portal.resetStats();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(portal.stats()));
}

/** Has a portal elsewhere do something. */
export async function sendCommand(base: string, command: Command): Promise<PortalStats> {
  const answer = await fetch(base + CONTROL_PATH, { method: 'POST', body: JSON.stringify(command) });
  if (!answer.ok) throw new Error(`the portal at ${base} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as PortalStats;
}
