import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  begun,
  type CollectorBench,
  call,
  details,
  downloadedHash,
  filesOf,
  followed,
  listOf,
  openCollectorBench,
} from './support.ts';

describe('the files of a collection', () => {
  let bench: CollectorBench;
  let id: string;
  let purchase: string;
  let folder: string;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 1, scenes: ['hostile'] });
    purchase = bench.portal.purchases[0]!;
    id = await begun(bench, listOf([purchase]));
    await followed(bench, id);
    const { coleta } = await details(bench, id);
    folder = join(coleta.pasta, (await filesOf(bench, id, purchase)).body.pasta!);
  });
  afterAll(async () => {
    await bench?.close();
  });

  /** The path as it is written: `fetch` would tidy it up. */
  const raw = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(bench.url);
      request({ port, host: '127.0.0.1', path }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
        .on('error', reject)
        .end();
    });

  it('are handed out to be stored, never to be shown', async () => {
    const { body } = await filesOf(bench, id, purchase);
    expect(body.arquivos.length).toBeGreaterThan(3);
    for (const { nome, sha256 } of body.arquivos) {
      const path = `/api/coletas/${id}/pedidos/${purchase}/arquivos/${encodeURIComponent(nome)}`;
      const { status, headers } = await fetch(`${bench.url}${path}`);
      expect([nome, status]).toEqual([nome, 200]);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('content-disposition')).toContain(
        `filename*=UTF-8''${encodeURIComponent(nome).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`,
      );
      expect(await downloadedHash(bench, path)).toBe(sha256);
    }
  });

  it('are those of the purchase: no trick leads anywhere else', async () => {
    const base = `/api/coletas/${id}/pedidos/${purchase}/arquivos`;
    const tricks = [
      ...[
        '..%2f..%2f..%2fcoleta.json',
        '..%2Fmanifest.json',
        '%2e%2e%2fmanifest.json',
        '..%5c..%5ccoleta.json',
      ],
      ...[
        '../../../../../etc/passwd',
        '..',
        '.',
        '%2e%2e',
        '%00',
        'a%00.pdf',
        '%2fetc%2fpasswd',
        'manifest.json',
      ],
      ...['..%252f..%252fcoleta.json', '....%2f%2fcoleta.json', '.coleta', '%c0%ae%c0%ae%2fcoleta.json'],
    ];
    for (const trick of tricks) {
      const { status, body } = await raw(`${base}/${trick}`);
      expect([trick, status >= 400 && status < 500]).toEqual([trick, true]);
      expect(body).not.toMatch(/root:|"cookies"|"requisitions"/);
    }
    for (const path of [
      `/api/coletas/..%2f..%2fsessao/resultado`,
      `/api/coletas/sessao/resultado`,
      `/api/coletas/${id}%2f..%2f${id}/resultado`,
      `/api/coletas/${id}/pedidos/..%2f${purchase}/arquivos`,
      `/api/coletas/${id}/pedidos/..%2f${purchase}/zip`,
      `/api/coletas/perfil`,
      `/api/coletas/..`,
    ]) {
      const { status } = await raw(path);
      expect([path, status]).toEqual([path, 404]);
    }
  });

  it('are plain files: links that somebody put there are not followed', async () => {
    await symlink('/etc/passwd', join(folder, 'passwd.txt'));
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'half.pdf.part'), 'x');
    const names = (await filesOf(bench, id, purchase)).body.arquivos.map(({ nome }) => nome);
    expect(names).not.toContain('passwd.txt');
    expect(names.filter((name) => /^sub$|\.part$|^manifest\.json$/.test(name))).toEqual([]);
    for (const name of ['passwd.txt', 'sub', 'half.pdf.part']) {
      const { status, body } = await call<{ codigo: string }>(
        bench,
        `/api/coletas/${id}/pedidos/${purchase}/arquivos/${name}`,
      );
      expect([name, status, body.codigo]).toEqual([name, 404, 'COLETA_ARQUIVO_NAO_ENCONTRADO']);
    }
  });

  it('are not followed out of the folder of the collection either', async () => {
    const aside = `${folder}-aside`;
    await rename(folder, aside);
    await symlink('/etc', folder);
    expect(await readdir(folder)).toContain('passwd');
    expect((await filesOf(bench, id, purchase)).body.arquivos).toEqual([]);
    const { status } = await call(bench, `/api/coletas/${id}/pedidos/${purchase}/arquivos/passwd`);
    expect(status).toBe(404);
  });

  it('of purchases that the collection does not have are not there', async () => {
    const codes = await Promise.all(
      ['arquivos', 'arquivos/x', 'zip'].map((rest) =>
        call<{ codigo: string }>(bench, `/api/coletas/${id}/pedidos/15000000/${rest}`),
      ),
    );
    expect(codes.map(({ status, body }) => [status, body.codigo])).toEqual(
      codes.map(() => [404, 'COLETA_PEDIDO_DESCONHECIDO']),
    );
  });
});
