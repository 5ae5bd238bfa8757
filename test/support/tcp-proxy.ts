import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a client and a server that can be lost, half open, and come back. */
export interface TcpProxy {
  readonly port: number;
  /** From now on nothing is passed on; connections stay open, and new ones are taken. */
  hold(): void;
  /** What was held back is passed on, and everything after it. */
  release(): void;
  close(): Promise<void>;
}

/** @param socketPath of the server: a socket of the file system */
async function startTcpProxy(socketPath: string): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isHeld = false;
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const pipe = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => to.write(chunk));
    from.once('end', () => to.end());
    from.once('close', () => to.destroy());
    if (isHeld) from.pause();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = connect({ path: socketPath, allowHalfOpen: true });
    take(client);
    take(target);
    pipe(client, target);
    pipe(target, client);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release: () => {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The address of a database on a socket of the file system, by way of a proxy. */
export async function throughProxy(url: string): Promise<{ readonly proxy: TcpProxy; readonly url: string }> {
  const parameters = new URLSearchParams(url.slice(url.indexOf('?')));
  const socket = `${parameters.get('host')}/.s.PGSQL.${parameters.get('port')}`;
  const proxy = await startTcpProxy(socket);
  const [before = ''] = url.split('?');
  return { proxy, url: before.replace('@/', `@127.0.0.1:${proxy.port}/`) };
}
