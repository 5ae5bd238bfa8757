import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../../app/services.ts';
import { keepPortalSession, type PortalChoice, portalSession } from '../../collections/portal-access.ts';
import { portalClient } from '../../collections/portal-client.ts';
import type { WindowNews } from '../../collections/sign-in-window.ts';
import {
  COLLECTION_LIMITS,
  type PortalSessionAnswer,
  PortalSessionSchema,
  type SignInWindowEvent,
} from '../../contract/collection-wire.ts';
import { RupturaError } from '../../contract/errors.ts';
import { eventBytes } from '../../contract/event-frames.ts';
import {
  COLLECTIONS_PATH,
  queryPortal,
  requiredPortal,
  SentSessionQuery,
  SessionQuery,
} from '../collection-query.ts';
import { EventStreams } from '../event-stream.ts';
import { isAtOwnMachine } from '../own-machine.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { fileBody, takeFiles } from '../uploads.ts';

const PATH = `${COLLECTIONS_PATH}/sessao`;
const STATE_TYPES = ['application/json', 'application/octet-stream'];

/** The session at a portal: how it stands, and one that was made on a machine with a screen. It is never handed out. */
export function portalSessionRoutes(server: TypedServer, services: Services): void {
  const { values, signInWindow } = services;
  const answerOf = async (request: FastifyRequest, choice: PortalChoice): Promise<PortalSessionAnswer> => {
    const client = choice.base === null ? null : portalClient(values, choice.base, false);
    const session = await portalSession(values.RUPTURA_DATA, choice, client);
    return { ...session, janela: !session.api && isAtOwnMachine(request) && signInWindow.isPossible };
  };
  const read = route({
    action: 'portals.sign-in',
    operationId: 'coleta_sessao',
    querystring: SessionQuery,
    response: { 200: PortalSessionSchema },
  });
  server.get(PATH, read, async (request) => {
    return await answerOf(request, queryPortal(request.query, values.COUPA_URL));
  });
  const keep = route({
    action: 'portals.sign-in',
    operationId: 'coleta_sessao_guardar',
    querystring: SentSessionQuery,
    response: { 200: PortalSessionSchema },
  });
  // Taken as a file: browsers write instants with more digits than numbers of this API may have.
  takeFiles(server, (scope) => {
    scope.post(PATH, keep, async (request) => {
      const body = fileBody(request, STATE_TYPES);
      const choice = requiredPortal(request.query, values.COUPA_URL);
      const text = await textOf(body);
      const name = request.query.arquivo ?? 'storage-state.json';
      await keepPortalSession(values.RUPTURA_DATA, { ...choice, text, name });
      return await answerOf(request, choice);
    });
  });
  windowRoute(server, services);
}

/** The window in which a person signs in. It lives as long as the request: whoever goes away has it closed. */
function windowRoute(server: TypedServer, { values, signInWindow }: Services): void {
  const streams = new EventStreams();
  server.addHook('preClose', async () => streams.stop());
  const open = route({
    action: 'portals.sign-in',
    operationId: 'coleta_sessao_janela',
    querystring: SessionQuery,
  });
  server.post(`${PATH}/janela`, open, async (request, reply) => {
    if (!isAtOwnMachine(request)) throw new RupturaError('COLETA_JANELA_SO_AQUI');
    const window = signInWindow.reserve(requiredPortal(request.query, values.COUPA_URL));
    const stream = streams.open(reply);
    const tell = ({ state, error }: WindowNews): void => {
      const sentence = error?.sentence(request.language) ?? null;
      const event: SignInWindowEvent = { estado: state, codigo: error?.code ?? null, error: sentence };
      stream.write(eventBytes(null, JSON.stringify(event)));
    };
    await window.open(tell, stream.gone);
    stream.end();
    return reply;
  });
}

/** @throws RupturaError CORPO_GRANDE_DEMAIS, ENVIO_INTERROMPIDO */
async function textOf(body: Readable): Promise<string> {
  const limite = COLLECTION_LIMITS.session_bytes;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      if (bytes > limite) throw new RupturaError('CORPO_GRANDE_DEMAIS', { limite });
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof RupturaError) throw error;
    throw new RupturaError('ENVIO_INTERROMPIDO', { arquivo: 'storage state' }, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}
