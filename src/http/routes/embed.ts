import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../app/services.ts';
import { RupturaError } from '../../contract/errors.ts';
import { exampleOrders, type ListedOrder } from '../../views/orders/example-orders.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { route } from '../route.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import type { TypedServer } from '../typed-server.ts';

/** Pages know the script by any of these names; the name decides whether it waits to be switched on. */
const NAMES = ['ruptura-worker-client', 'ruptura-worker-addon', 'ruptura-estoque-async'];
const FOLDER = '/static/carteira/js';
/** Beside this file once built; where the sources run, what was built of them. */
const SCRIPT_PLACES = ['../../web/embed.js', '../../../dist/web/embed.js'];
const EXAMPLES = new URL('../../../examples/', import.meta.url);
const EXAMPLE_ORDERS = 40;
const ROWS_MARK = '<!-- pedidos -->';

interface StaticFile {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly tag: string;
}

/** The script that existing pages embed, and `/exemplo`, a page that does. */
export function embedRoutes(server: TypedServer, { ruptura }: Services): void {
  const hidden = route({ action: 'pages.open', hide: true });
  let script: Promise<StaticFile> | null = null;
  const built = async (): Promise<StaticFile> => {
    script ??= readScript();
    try {
      return await script;
    } catch (error) {
      script = null;
      throw error;
    }
  };
  for (const name of NAMES) {
    server.get(`${FOLDER}/${name}.js`, hidden, async (request, reply) => {
      // The script is public: any page may read it, also one that demands this of all it loads.
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
      return sendFile(request, reply, await built(), 'text/javascript');
    });
  }
  server.get('/exemplo', hidden, async (_request, reply) => {
    const page = await readFile(new URL('embedding.html', EXAMPLES), 'utf8');
    const orders = exampleOrders(await ruptura.fresh(), EXAMPLE_ORDERS);
    return reply

      .header('content-security-policy', PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(page.replace(ROWS_MARK, () => orders.map(exampleRow).join('\n')));
  });
  server.get('/exemplo/embedding.css', hidden, async (request, reply) =>
    sendFile(request, reply, staticFile(await readFile(new URL('embedding.css', EXAMPLES))), 'text/css'),
  );
}

async function readScript(): Promise<StaticFile> {
  for (const place of SCRIPT_PLACES) {
    const bytes = await readFile(new URL(place, import.meta.url)).catch(() => null);
    if (bytes !== null) return staticFile(bytes);
  }
  throw new RupturaError('SCRIPT_NAO_COMPILADO', {});
}

function staticFile(plain: Buffer): StaticFile {
  const tag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { plain, gzip: gzipSync(plain, { level: 9 }), tag };
}

/** Kept by browsers, and asked about each time: a new version is used at once. */
function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
  type: string,
): FastifyReply {
  if (sentUnchanged(request, reply, file.tag)) return reply;
  reply.type(`${type}; charset=utf-8`);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.plain);
  return reply.header('content-encoding', 'gzip').send(file.gzip);
}

function exampleRow({ num_pedido, expedicao }: ListedOrder): string {
  const order = escaped(num_pedido);
  const date = expedicao?.split('-').reverse().join('/') ?? '';
  return `<tr class="pedido-row" data-pedido="${order}"><td>${order}</td><td>${date}</td><td class="coluna-entrega-obs"></td></tr>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
