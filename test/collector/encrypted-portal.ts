import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A certificate that no system trusts, for 127.0.0.1; it says nothing that is worth keeping. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi0d6HroxGQgJRA+l
DEadE2g5suLF41sLvL9LRb9cL1ihRANCAAShO+TveGusF/pROzDrngBEVgt9ukTA
PdfceM4G7tUeT7nOWbA558cH42Z6O5FyxMrT+X2qz39xGNuE5toy6h10
-----END PRIVATE KEY-----
`;
export const OWN_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBazCCARGgAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtwb3J0YWwu
dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE
AwwLcG9ydGFsLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAShO+TveGus
F/pROzDrngBEVgt9ukTAPdfceM4G7tUeT7nOWbA558cH42Z6O5FyxMrT+X2qz39x
GNuE5toy6h10o04wTDAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGHBH8AAAGC
CWxvY2FsaG9zdDAdBgNVHQ4EFgQUuOwPnb2g6iZVpb5MehwgHPWCypcwCgYIKoZI
zj0EAwIDSAAwRQIgZ1O3Yt/DYmfZQ6tht+NcFH4TCU4zdyXu1E5ReD5/o7cCIQDn
eXuZLs5LQLMtIhecfuBCzIr6uwNh22hLl157A2Cy9A==
-----END CERTIFICATE-----
`;

/** Puts a portal behind encryption with a company's own certificate. @param base origin of the portal */
export async function encrypt(base: string): Promise<{ readonly base: string; close(): Promise<void> }> {
  const server = createServer({ key: KEY, cert: OWN_CERTIFICATE }, (incoming, response) => {
    const onward = request(base + incoming.url, {
      method: incoming.method,
      headers: { ...incoming.headers, host: new URL(base).host },
    });
    onward.once('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    base: `https://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
