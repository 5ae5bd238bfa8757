/** An archive larger than any memory, sent to clients that read and to clients that do not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).href;
const LARGE = 2;
const LARGE_BYTES = 1024 ** 3;
const SMALL = 4_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-large-zip-'));
  // Holes take no room on the disk.
  for (let at = 0; at < LARGE; at++) {
    await writeFile(join(folder, `large-${at}`), '');
    await truncate(join(folder, `large-${at}`), LARGE_BYTES);
  }
  await mkdir(join(folder, 'small'));
  for (let at = 0; at < SMALL; at++) await writeFile(join(folder, 'small', `${at}`), `file ${at}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A server of that archive in a process of its own: the most memory it held so far is told at `/peak`, in bytes. */
async function startServer() {
  const program = `
    const { createReadStream } = await import('node:fs');
    const { default: fastify } = await import('fastify');
    const { storedZip } = await import('${ROOT}src/files/stored-zip.ts');
    const { ArchivesOut } = await import('${ROOT}src/http/archives-out.ts');
    const file = (name, bytes) =>
      ({ name, bytes, open: async () => createReadStream(${JSON.stringify(`${folder}/`)} + name) });
    const files = () => [
      ...Array.from({ length: ${SMALL} }, (_, at) => file('small/' + at, ('file ' + at).length)),
      ...Array.from({ length: ${LARGE} }, (_, at) => file('large-' + at, ${LARGE_BYTES})),
    ];
    const archives = new ArchivesOut();
    const server = fastify();
    server.get('/zip', (_, reply) => archives.send(reply, 'a.zip', async () => storedZip(files())));
    server.get('/peak', async () => process.resourceUsage().maxRSS * 1024);
    console.log(await server.listen({ host: '127.0.0.1', port: 0 }));`;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--max-semi-space-size=2', '--input-type=module', '-e', program],
    { cwd: new URL(ROOT), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const peak = async (): Promise<number> => Number(await (await fetch(`${url}/peak`)).text());
  return { child, url, peak };
}

it('a collection of gigabytes is sent as one archive in little memory, whoever reads slowly', async () => {
  const { child, url, peak } = await startServer();
  try {
    const before = await peak();
    const still = Array.from({ length: 3 }, () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
      socket.write('GET /zip HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      return socket.pause();
    });
    const response = await fetch(`${url}/zip`);
    let bytes = 0;
    for await (const chunk of response.body!) bytes += (chunk as Uint8Array).length;
    expect(bytes).toBe(Number(response.headers.get('content-length')));
    expect(bytes).toBeGreaterThan(LARGE * LARGE_BYTES);
    const grown = (await peak()) - before;
    expect(grown).toBeLessThan(200 * 1024 ** 2);
    for (const socket of still) socket.destroy();
  } finally {
    child.kill();
  }
});
