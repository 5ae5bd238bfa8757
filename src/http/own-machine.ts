import type { FastifyRequest } from 'fastify';
import { isLoopbackAddress } from './loopback.ts';

/** What proxies say of whom they ask for: one of these, and the connection says nothing of the caller. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/**
 * Whether the caller sits at the machine of this server: the connection comes from it, no proxy speaks for anybody else,
 * and the names by which server and page were asked for are those of a machine itself. Where in doubt, it does not.
 */
export function isAtOwnMachine({ headers, socket }: FastifyRequest): boolean {
  if (!isLoopbackAddress(socket.remoteAddress ?? '')) return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const places = [`http://${headers.host ?? ''}`, headers.origin, headers.referer];
  return places.every((place) => place === undefined || isOwnAddress(place));
}

function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const name = new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}
