import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Language } from '../../contract/language.ts';
import { type Operation, REFERENCE_WORDS, ROUTE_TEXTS } from '../../contract/route-texts.ts';
import { ErrorSchema } from '../../contract/stock-wire.ts';
import { programVersion } from '../../processes/program-version.ts';
import { type ApiDocument, REFERENCE_STYLE, REFERENCE_STYLE_PATH, referencePage } from '../reference-page.ts';
import { route } from '../route.ts';
import { PAGE_POLICY } from '../security-headers.ts';

/** Collects the schemas of the routes registered after it. */
export async function collectSchemas(server: FastifyInstance): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Ruptura', version: programVersion() },
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, response: { ...(schema?.response as object | undefined), default: ErrorSchema } },
      url,
    }),
  });
}

/** `GET /docs` and what it needs. */
export function referenceRoutes(server: FastifyInstance): void {
  const hidden = route({ action: 'pages.open', hide: true });
  server.get('/docs/openapi.json', hidden, (request, reply) => {
    reply.header('cache-control', 'no-cache');
    return reply.send(apiDocument(server, request.language));
  });
  server.get('/docs', hidden, ({ language }, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('content-security-policy', PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(referencePage(apiDocument(server, language), language)),
  );
  server.get(REFERENCE_STYLE_PATH, hidden, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(REFERENCE_STYLE),
  );
}

/** The OpenAPI document with its summaries in a language. */
function apiDocument(server: FastifyInstance, language: Language): ApiDocument {
  const document = structuredClone(server.swagger()) as ApiDocument & { info: { title: string } };
  document.info.title = REFERENCE_WORDS.title[language];
  for (const methods of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(methods)) describe(operation, language);
  }
  return document;
}

function describe(operation: unknown, language: Language): void {
  if (typeof operation !== 'object' || operation === null || !('operationId' in operation)) return;
  const texts = ROUTE_TEXTS[operation.operationId as Operation];
  Object.assign(operation, { summary: texts[language] });
}
