/** Values that break servers, and requests made of them. */
import fc from 'fast-check';

/** One route of the OpenAPI document. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  /** Schema of the JSON body; null where there is none. */
  readonly body: Schema | null;
}

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | null;
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: Operation['parameters'];
            readonly requestBody?: {
              readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
            };
          }
        >
      >
    >
  >;
}

/** Every route of a document, and its twin under the other prefix. */
export function operationsOf(document: unknown): Operation[] {
  return Object.entries((document as OpenApi).paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const one: Operation = {
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content?.['application/json']?.schema ?? null,
      };
      const hasTwin = /^\/api\/(ruptura|pedido|ao-vivo)/.test(path);
      return hasTwin ? [one, { ...one, path: `/carteira${path}` }] : [one];
    }),
  );
}

const MEGABYTE = 'x'.repeat(1_000_000);
/** The same weight each: the plain ones, which go further in, come in between. */
const TEXTS = [
  '',
  ' ',
  'A',
  'PED1',
  '0',
  '1',
  '-1',
  '1e999',
  'NaN',
  '99999999999999999999',
  '١٢٣',
  '2026-03-02',
  '2026-02-30',
  'a\0b',
  '\u202eabc\u200f',
  '\ud800',
  '\u{1F4A7}'.repeat(200),
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  "'; DROP TABLE pedido; --",
  '=cmd|"/c calc"!A1',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  '{}',
  '[]',
  'null',
  'csv-br',
  'xlsx',
  'CRÍTICO',
  'x'.repeat(5000),
];
const SEGMENTS = [
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e',
  '%252e%252e%252fetc',
  '..%5c..%5cwindows',
  '%00',
  'A%00.csv',
  '%c0%ae%c0%ae',
  '%',
  '%zz',
  '%ff',
  '%0d%0aX-Evil:%201',
  '%ed%a0%80',
  ';a=b',
  '.',
  '..',
  '*',
  '~',
  'x'.repeat(3000),
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);
const segment = fc.oneof(text.map(encoded), fc.constantFrom(...SEGMENTS));
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e21, {}, [], [[]], 2 ** 53),
  fc.jsonValue({ maxDepth: 3 }),
);

function encoded(one: string): string {
  try {
    return encodeURIComponent(one);
  } catch {
    return '%ed%a0%80';
  }
}

/** Values as a schema asks for them, now and then something else. */
function valuesOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const asked = depth > 4 ? value : askedFor(schema, depth);
  return fc.oneof({ weight: 4, arbitrary: asked }, { weight: 1, arbitrary: value });
}

function askedFor(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, depth + 1)));
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, one]) => [name, valuesOf(one, depth + 1)]);
    return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [],
    });
  }
  if (schema.items !== undefined) return fc.array(valuesOf(schema.items, depth + 1), { maxLength: 4 });
  return schema.type === 'boolean' ? fc.boolean() : schema.type === 'number' ? fc.double() : text;
}

function bodyOf(schema: Schema | null): fc.Arbitrary<Buffer | null> {
  const json = (schema === null ? value : valuesOf(schema)).map((one) => JSON.stringify(one) ?? '');
  return fc.oneof(
    { weight: 8, arbitrary: json.map((one) => Buffer.from(one)) },
    { weight: 2, arbitrary: json.map((one) => Buffer.from(one.slice(0, one.length >> 1))) },
    { weight: 1, arbitrary: json.map((one) => Buffer.from(`\ufeff${one}`)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom<Buffer | null>(null, Buffer.alloc(0)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        Buffer.from('['.repeat(100_000)),
        Buffer.from('{"a":'.repeat(50_000)),
        Buffer.from(JSON.stringify({ pedidos: [MEGABYTE], session_id: MEGABYTE })),
        Buffer.from(JSON.stringify([{ cod_produto: MEGABYTE, data_movimentacao: MEGABYTE }])),
        Buffer.from('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      ),
    },
  );
}

/** Header values hold no line breaks and no characters over U+00FF: the client refuses to send others. */
const headerText = fc.oneof(
  text.map((one) =>
    Buffer.from(one, 'utf8')
      .toString('latin1')
      .replace(/[^\t\x20-\x7e\x80-\xff]/g, ''),
  ),
  fc.constantFrom('*', 'W/"', '"', ',,,', '1,2', '-1', 'x'.repeat(3000), 'W/"x.1.2", W/"y"', 'bytes=0-1'),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      ...['application/json', 'application/json', 'application/json', 'application/json; charset=latin1'],
      ...[
        'text/csv',
        'text/plain',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
        '',
        ';;;',
        'a/b',
      ],
    ),
    'accept-encoding': headerText,
    'accept-language': headerText,
    'if-none-match': headerText,
    'last-event-id': headerText,
    range: headerText,
    accept: headerText,
    cookie: headerText,
    'content-encoding': fc.constantFrom('identity', 'gzip', 'br', 'x'),
    'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
    'x-repeated': fc.array(headerText, { maxLength: 4 }),
    'x-forwarded-for': headerText,
    origin: fc.constantFrom('null', 'https://evil.example', 'http://127.0.0.1'),
  },
  { requiredKeys: [] },
);

/** Requests of one route: mostly its method and parameters, with anything as their values. */
export function requestsOf(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const method = fc.oneof(
    { weight: 8, arbitrary: fc.constant(operation.method) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE'),
    },
  );
  const names = operation.parameters.filter((one) => one.in === 'query').map((one) => one.name);
  const name = fc.oneof({ weight: 6, arbitrary: fc.constantFrom('x', ...names) }, text.map(encoded));
  const query = fc.array(fc.tuple(name, segment), { maxLength: 3 });
  const segments = fc.array(segment, { minLength: 4, maxLength: 4 });
  const path = fc.tuple(segments, query).map(([parts, pairs]) => {
    let next = 0;
    const filled = operation.path.replace(/\{\w+\}/g, () => parts[next++ % parts.length]!);
    return pairs.length === 0 ? filled : `${filled}?${pairs.map(([key, one]) => `${key}=${one}`).join('&')}`;
  });
  const body = operation.method === 'GET' ? fc.constant(null) : bodyOf(operation.body);
  return fc.record({
    method,
    // Node's client refuses what is no visible ASCII in a path; a server would too.
    path: path.map((one) => one.replace(/[^\x21-\x7e]/g, '').slice(0, 12_000)),
    headers: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: headers }),
    body,
  }) as fc.Arbitrary<FuzzRequest>;
}
