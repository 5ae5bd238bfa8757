import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RupturaError } from '../../contract/errors.ts';
import { PAGE_ALIASES, PAGE_FILES, PAGE_ROUTES } from '../../contract/page-routes.ts';
import { acceptedEncoding, varyBy } from '../compression.ts';
import { sendUnknownRoute } from '../error-answers.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { route } from '../route.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import type { TypedServer } from '../typed-server.ts';

/** Beside this file once built; where the sources run, what was built of them. */
const PLACES = ['../../web/page/', '../../../dist/web/page/'];
const DOCUMENT = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};
const ICON = 'icone.svg';
/** Its name never changes: whoever has it asks for it again after a day. */
const FOR_A_DAY = 'public, max-age=86400';
const SUFFIXES = { br: '.br', gzip: '.gz' } as const;
/** The name of a file changes with its contents, so whoever has it has it for good. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** The files of the pages by name, all of one build. */
type PageFiles = ReadonlyMap<string, Buffer>;

/**
 * The pages: one document under the address of each, and the files it loads. A browser that asks for an address where
 * nothing is gets the document too, which says so; programs get the error as JSON. All files are read at the first request and
 * kept, so that a server goes on serving the build it began with.
 */
export function pageRoutes(server: TypedServer): void {
  const hidden = route({ action: 'pages.open', hide: true });
  let kept: Promise<PageFiles> | null = null;
  const files = async (): Promise<PageFiles> => {
    kept ??= readFiles();
    try {
      return await kept;
    } catch (error) {
      kept = null;
      throw error;
    }
  };
  server.setNotFoundHandler(async (request, reply) => {
    varyBy(reply, 'accept');
    const known = asksForPage(request) ? await files().catch(() => null) : null;
    if (known === null) return sendUnknownRoute(request, reply);
    return asPage(reply.code(404), known);
  });
  server.get('/favicon.ico', hidden, async (_request, reply) =>
    reply
      .header('cache-control', FOR_A_DAY)
      .type('image/svg+xml')
      .send((await files()).get(ICON)),
  );
  for (const [alias, path] of Object.entries(PAGE_ALIASES)) {
    server.get(alias, hidden, async (request, reply) => {
      const query = request.url.indexOf('?');
      return reply.redirect(query < 0 ? path : `${path}${request.url.slice(query)}`);
    });
  }
  for (const path of ['/', ...Object.values(PAGE_ROUTES)]) {
    server.get(path, hidden, async (request, reply) => sendDocument(request, reply, await files()));
  }
  server.get<{ Params: { arquivo: string } }>(`${PAGE_FILES}/:arquivo`, hidden, async (request, reply) =>
    sendFile(request, reply, await files(), request.params.arquivo),
  );
}

/** @throws RupturaError PAGINAS_NAO_COMPILADAS */
async function readFiles(): Promise<PageFiles> {
  for (const place of PLACES) {
    const folder = new URL(place, import.meta.url);
    const names = await readdir(folder).catch((): string[] => []);
    if (!names.includes(DOCUMENT)) continue;
    return new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder))] as const)),
    );
  }
  throw new RupturaError('PAGINAS_NAO_COMPILADAS', {});
}

/** Whether a person waits for the answer: browsers say that they take a page, programs do not. */
function asksForPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/.test(headers.accept ?? '');
}

function asPage(reply: FastifyReply, files: PageFiles): FastifyReply {
  return reply
    .header('content-security-policy', PAGE_POLICY)
    .type('text/html; charset=utf-8')
    .send(files.get(DOCUMENT));
}

function sendDocument(request: FastifyRequest, reply: FastifyReply, files: PageFiles): FastifyReply {
  const bytes = files.get(DOCUMENT)!;
  const tag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  reply.header('content-security-policy', PAGE_POLICY);
  return sentUnchanged(request, reply, tag) ? reply : asPage(reply, files);
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  files: PageFiles,
  name: string,
): FastifyReply {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
  const plain = files.get(name);
  if (type === undefined || plain === undefined) {
    reply.callNotFound();
    return reply;
  }
  varyBy(reply, 'accept-encoding');
  reply.header('cache-control', FOR_GOOD).type(type);
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  const smaller = encoding === null ? undefined : files.get(`${name}${SUFFIXES[encoding]}`);
  if (encoding === null || smaller === undefined) return reply.send(plain);
  return reply.header('content-encoding', encoding).send(smaller);
}
