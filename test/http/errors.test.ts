/** Whatever is wrong with a request is said with its place, in the caller's language, and never as a stack trace. */
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/contract/errors.ts';
import { ask, openTestServer, type TestServer } from './support.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);
const MOVEMENTS = '/api/estoque/movimentacoes';

let test: TestServer;
let port: number;

beforeAll(async () => {
  test = await openTestServer();
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  port = (test.server.server.address() as AddressInfo).port;
});

afterAll(async () => {
  await test.close();
});

interface Raw {
  readonly status: number;
  readonly text: string;
}

/** Sends a request over a socket; the path goes out as it is. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Buffer | string,
): Promise<Raw> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Says something on a connection; all that comes back until the server closes it. */
async function say(what: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(what));
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

function post(body: Buffer | string, type = 'application/json', language = 'pt-BR'): Promise<Raw> {
  return send('POST', MOVEMENTS, { 'content-type': type, 'accept-language': language }, body);
}

function errorOf({ text }: Raw): { codigo: string; error: string; detalhes: unknown } {
  const body = JSON.parse(text) as { success: boolean; codigo: string; error: string; detalhes: unknown };
  expect(body.success).toBe(false);
  expect(Object.keys(body).sort()).toEqual(['codigo', 'detalhes', 'error', 'success']);
  expect(ERRORS).toHaveProperty(body.codigo);
  return body;
}

describe('an error', () => {
  it('speaks Portuguese unless another of our languages is preferred', async () => {
    const sentence = async (language: string): Promise<string> =>
      errorOf(await send('GET', '/nada', { 'accept-language': language })).error;
    expect(await sentence('')).toBe('Não existe GET /nada.');
    expect(await sentence('fr')).toBe('Não existe GET /nada.');
    expect(await sentence('en-GB,en;q=0.9')).toBe('There is no GET /nada.');
    expect(await sentence('en;q=0.5, pt;q=0.8')).toBe('Não existe GET /nada.');
  });

  it('says that a route does not exist', async () => {
    for (const [method, path] of [
      ['GET', '/api'],
      ['DELETE', '/api/estoque/A/atual'],
      ['POST', '/api/estoque/rupturas'],
    ] as const) {
      const raw = await send(method, path, {});
      expect([raw.status, errorOf(raw).codigo]).toEqual([404, 'ROTA_NAO_ENCONTRADA']);
    }
  });

  it.each([
    ['{"cod_produto": }', 'linha 1, coluna 17, perto de }'],
    ['[\n  {"a": 1},\n  oi]', 'linha 3, coluna 3, perto de oi]'],
    ['[{"cod_produto": "A"', 'termina antes da hora, na linha 1, coluna 21'],
  ])('shows where JSON is malformed: %s', async (body, place) => {
    const raw = await post(body);
    expect(raw.status).toBe(400);
    expect(errorOf(raw)).toMatchObject({
      codigo: 'REQUISICAO_INVALIDA',
      error: expect.stringContaining(place),
    });
  });

  it('shows where bytes are not UTF-8', async () => {
    const raw = await post(Buffer.from([0x5b, 0x22, 0x41, 0xe7, 0x22, 0x5d]));
    expect([raw.status, errorOf(raw).error]).toEqual([
      400,
      'Requisição inválida: corpo: não está em UTF-8 (byte 3).',
    ]);
  });

  it('refuses a number that would be rounded, and takes it as text', async () => {
    const movement = (quantity: string): string =>
      `{"cod_produto":"A","data_movimentacao":"2026-03-01","qtd_movimentacao":${quantity}}`;
    const raw = await post(movement('99999999999.99999999'));
    expect([raw.status, errorOf(raw).error]).toEqual([
      400,
      'Requisição inválida: corpo: o número 99999999999.99999999 (linha 1, coluna 72) tem mais de 15 dígitos e seria arredondado; envie-o como texto, entre aspas.',
    ]);
    expect((await post(movement('"999999999999.999"'))).status).toBe(201);
  });

  it('names every wrong field with its path and what is expected there', async () => {
    const raw = await post(
      JSON.stringify([
        { cod_produto: 7, data_movimentacao: '2026-03-01', qtd_movimentacao: true, cor: 'azul' },
        { data_movimentacao: '01/03/2026', qtd_movimentacao: 1 },
      ]),
    );
    expect(raw.status).toBe(400);
    const { error, detalhes } = errorOf(raw);
    expect(error).toMatch(/^Requisição inválida: corpo, \/0/);
    const { problemas } = detalhes as { problemas: { caminho: string; error: string }[] };
    expect(problemas.map(({ caminho, error: sentence }) => `${caminho}: ${sentence}`).sort()).toEqual([
      '/0/cod_produto: deve ser texto',
      '/0/qtd_movimentacao: deve ser número / texto',
      '/0: o campo cor não existe aqui',
      '/1/data_movimentacao: valor não aceito',
      '/1: falta o campo cod_produto',
    ]);
  });

  it.each([
    ['qtd_movimentacao', '1,5', '"1,5" não é um número com ponto decimal, como 12.5'],
    ['qtd_movimentacao', '0.0001', '"0.0001" tem mais de 3 casas decimais'],
    ['qtd_movimentacao', 1e-7, '"1e-7" tem mais de 3 casas decimais'],
    ['qtd_movimentacao', 1e21, '"1e+21" passa de 15 dígitos'],
    ['qtd_movimentacao', '1000000000000', '"1000000000000" passa de 15 dígitos'],
    ['qtd_movimentacao', 0, 'não pode ser zero'],
    ['qtd_movimentacao', '', '"" não é um número com ponto decimal, como 12.5'],
    ['data_movimentacao', '2026-03-03', '2026-03-03 é depois de hoje (2026-03-02)'],
    ['data_movimentacao', '1899-12-31', '"1899-12-31" não é uma data aaaa-mm-dd entre 1900 e 2200'],
    ['cod_produto', '  ', 'não pode ser vazio'],
    ['cod_produto', 'x'.repeat(121), 'passa de 120 caracteres'],
    ['cod_produto', 'a\0b', 'contém o caractere nulo ou um caractere que não é Unicode válido'],
    ['documento', '\ud800', 'contém o caractere nulo ou um caractere que não é Unicode válido'],
    ['local', 'x'.repeat(1001), 'passa de 1000 caracteres'],
  ])('refuses %s %j of a movement and stores none of its companions', async (field, value, sentence) => {
    const good = { cod_produto: 'JUNTO', data_movimentacao: '2026-03-01', qtd_movimentacao: 1 };
    const raw = await post(JSON.stringify([good, { ...good, [field]: value }]));
    expect(raw.status).toBe(400);
    expect(errorOf(raw).error).toBe(`Requisição inválida: corpo, /1/${field}: ${sentence}.`);
    const { rows } = await test.database.pool.query(
      "SELECT FROM movimentacao_estoque WHERE cod_produto = 'JUNTO'",
    );
    expect(rows).toHaveLength(0);
  });

  it.each([
    ['projecao?qtd=1,5', 'consulta, qtd: "1,5" não é um número'],
    ['projecao?qtd=-1', 'consulta, qtd: "-1" é negativo'],
    ['projecao?qtd=1.0001', 'consulta, qtd: "1.0001" tem mais de 3 casas'],
    ['projecao?qtd=1&qtd=2', 'consulta, qtd: deve ser texto'],
    ['projecao?qdt=1', 'consulta: o campo qdt não existe aqui'],
    ['cardex?limite=0', 'consulta, limite: "0" não é um número inteiro de 1 a 500'],
    ['cardex?cursor=abc', 'consulta, cursor: o cursor não veio desta lista'],
    ['cardex?cursor=WyIyMDI2LTAyLTMwIiwiMSJd', 'consulta, cursor: o cursor não veio desta lista'],
  ])('refuses %s', async (rest, sentence) => {
    const raw = await send('GET', `/api/estoque/A/${rest}`, {});
    expect(raw.status).toBe(400);
    expect(errorOf(raw).error).toContain(sentence);
  });

  it.each([
    ['/api/estoque/rupturas?status=RUIM', 'deve ser um destes: CRÍTICO, ATENÇÃO, OK'],
    ['/api/estoque/mapa?cursor=WzAsMV0', 'o cursor não veio desta lista'],
    ['/api/estoque/mapa?limite=1001', '"1001" não é um número inteiro de'],
  ])('refuses %s', async (path, sentence) => {
    const raw = await send('GET', path, {});
    expect([raw.status, errorOf(raw).error]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it.each([
    ['/api/estoque/%E0%A4%A/atual', 400],
    ['/api/estoque/%zz/atual', 400],
    ['/api/estoque/%FF/atual', 400],
    ['/api/estoque/a%00b/atual', 400],
    ['/api/estoque/%20%20/atual', 400],
    [`/api/estoque/${'x'.repeat(121)}/atual`, 400],
    [`/api/estoque/${'%F0%9F%92%A7'.repeat(121)}/atual`, 400],
    [`/api/estoque/${'x'.repeat(6000)}/atual`, 400],
    ['//api', 404],
  ])('answers the path %s with %d', async (path, status) => {
    const raw = await send('GET', path, {});
    errorOf(raw);
    expect(raw.status).toBe(status);
  });

  it('refuses headers without end', async () => {
    const raw = await send('GET', `/api/estoque/${'x'.repeat(20_000)}/atual`, {});
    expect([raw.status, errorOf(raw).codigo]).toEqual([431, 'REQUISICAO_INVALIDA']);
  });

  it('refuses the headers without end of one who wants no body, without a body', async () => {
    const text = await say(`HEAD / HTTP/1.1\r\nHost: x\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
    expect(text).toMatch(/\r\n\r\n$/);
  });

  it('refuses what is not HTTP at all', async () => {
    const text = await say('bom dia\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('"codigo":"REQUISICAO_INVALIDA"');
  });

  it('refuses other content types and bodies over the limit', async () => {
    const plain = await post('{}', 'text/plain');
    expect([plain.status, errorOf(plain).codigo]).toEqual([415, 'TIPO_DE_CONTEUDO_DESCONHECIDO']);
    const form = await post('a=1', 'application/x-www-form-urlencoded', 'en');
    expect(errorOf(form).error).toContain('Content type not accepted');
    const large = await post(`"${'x'.repeat(5 * 1024 * 1024)}"`);
    expect([large.status, errorOf(large).codigo]).toEqual([413, 'CORPO_GRANDE_DEMAIS']);
  });

  it('refuses an empty body, and lists too long or too short', async () => {
    for (const body of ['', '[]', 'null', '7', '{}', '{"movimentacoes":{}}']) {
      const raw = await post(body);
      expect([body, raw.status]).toEqual([body, 400]);
      errorOf(raw);
    }
    const movement = { cod_produto: 'A', data_movimentacao: '2026-03-01', qtd_movimentacao: 1 };
    const many = await post(JSON.stringify(Array.from({ length: 10_001 }, () => movement)));
    expect(errorOf(many).error).toContain('passa de 10000 itens');
  });

  it('that nobody foresaw is a number, not a stack trace', async () => {
    const failing = await openTestServer();
    const { ruptura } = failing;
    try {
      Object.assign(ruptura, { fresh: () => Promise.reject(new TypeError('secret inside')) });
      const { status, body, text } = await ask(failing.server, '/api/estoque/A/projecao');
      expect([status, body['codigo']]).toEqual([500, 'ERRO_INTERNO']);
      expect(text).not.toMatch(/secret|TypeError|\.ts/);
    } finally {
      await failing.close();
    }
  });
});

describe(`random requests (SEED=${seed})`, () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 130 }).map((text) => {
      try {
        return encodeURIComponent(text);
      } catch {
        return '%';
      }
    }),
    fc.stringMatching(/^[%A-Fa-f0-9.;@!$&'()*+,=:~_-]{0,40}$/),
    fc.constantFrom('api', 'estoque', 'A', 'atual', 'projecao', 'cardex', 'mapa', '..', '__proto__', 'cache'),
  );
  const query = fc.stringMatching(/^[%A-Fa-f0-9.,&=qtdlimecursor[\]_-]{0,60}$/);
  const path = fc
    .tuple(fc.array(segment, { maxLength: 5 }), query)
    .map(([parts, rest]) => `/${parts.join('/')}?${rest}`);
  const product = segment.map((code) => `/api/estoque/${code}/projecao`);

  it('get answers or 4xx in our form', async () => {
    const property = fc.asyncProperty(fc.oneof(path, product), async (url) => {
      const raw = await send('GET', url, {});
      if (raw.status >= 400) errorOf(raw);
      expect(raw.status, url).toBeLessThan(500);
      expect(raw.text).not.toMatch(/ {4}at |node_modules/);
    });
    await fc.assert(property, { seed, numRuns: 300 });
  });

  it('with any body get answers or 4xx in our form', async () => {
    const value = fc.oneof(
      fc.constantFrom('2026-03-01', '2026-02-30', 'A', 1, -2.5, 0, null, '1.25', '١', '1e3', true),
      fc.jsonValue(),
    );
    const movement = fc.record(
      {
        cod_produto: value,
        data_movimentacao: value,
        qtd_movimentacao: value,
        documento: value,
        chave_externa: value,
        tipo: value,
      },
      { requiredKeys: ['cod_produto', 'data_movimentacao', 'qtd_movimentacao'] },
    );
    const body = fc.oneof(
      movement.map((one) => JSON.stringify(one)),
      fc.array(movement, { maxLength: 3 }).map((all) => JSON.stringify(all)),
      fc.json(),
      fc.string({ unit: 'binary' }),
    );
    const property = fc.asyncProperty(body, async (text) => {
      const raw = await post(Buffer.from(text));
      if (raw.status >= 400) errorOf(raw);
      expect(raw.status, text).toBeLessThan(500);
    });
    await fc.assert(property, { seed, numRuns: 300 });
  });
});
