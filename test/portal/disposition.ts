/** `Content-Disposition` in every manner servers have been seen to write it. */
import type { Disposition, PortalFile } from './file-spec.ts';

type Manner = (name: string) => string;

const MANNERS: Readonly<Record<Disposition, Manner | null>> = {
  usual: (name) => (isPlain(name) ? `attachment; filename="${name}"` : both(name)),
  star: (name) => `attachment; filename*=UTF-8''${encoded(name)}`,
  both,
  rfc2047: (name) => `attachment; filename="=?UTF-8?B?${Buffer.from(name).toString('base64')}?="`,
  'rfc2047-q': (name) => `attachment; filename="=?utf-8?Q?${quotedPrintable(name)}?="`,
  quoted: (name) => `attachment; filename="${fallback(name).replace(/["\\]/g, '\\$&')}"`,
  token: (name) => `attachment; filename=${name}`,
  'raw-latin1': (name) => `attachment; filename="${name}"`,
  'raw-utf8': (name) => `attachment; filename="${Buffer.from(name).toString('latin1')}"`,
  inline: (name) => `inline; filename="${fallback(name)}"`,
  none: null,
};

/** Header of a file's answer; null: it has none. */
export function dispositionOf({ disposition, name }: PortalFile): string | null {
  return MANNERS[disposition]?.(name) ?? null;
}

/** What can stand between quotes as it is. */
function isPlain(name: string): boolean {
  return /^[ !#-[\]-~]+$/.test(name);
}

function both(name: string): string {
  return `attachment; filename="${fallback(name).replace(/["\\]/g, '_')}"; filename*=UTF-8''${encoded(name)}`;
}

/** ASCII that looks like the name. */
function fallback(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '_');
}

function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function quotedPrintable(name: string): string {
  return [...Buffer.from(name)]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      if (sign === ' ') return '_';
      return /[\w.-]/.test(sign) && sign !== '_'
        ? sign
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
