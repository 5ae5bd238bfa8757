import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAtOwnMachine } from './own-machine.ts';

let server: FastifyInstance;
beforeAll(() => {
  server = fastify();
  server.get('/', async (request) => isAtOwnMachine(request));
});
afterAll(() => server.close());

async function isHere(
  headers: Readonly<Record<string, string>>,
  remoteAddress = '127.0.0.1',
): Promise<boolean> {
  return (
    await server.inject({ url: '/', headers: { host: 'localhost:5000', ...headers }, remoteAddress })
  ).json();
}

describe('who sits at the machine of the server', () => {
  it.each([
    ['a program', {}, '127.0.0.1'],
    ['a program over IPv6', { host: '[::1]:5000' }, '::1'],
    ['a page of ours', { host: '127.0.0.1:5000', origin: 'http://127.0.0.1:5000' }, '127.0.0.1'],
    ['a page of ours that tells its address only', { referer: 'http://localhost:5000/coletas' }, '127.0.0.1'],
  ])('%s that is asked here does', async (_who, headers, address) => {
    expect(await isHere(headers as Record<string, string>, address)).toBe(true);
  });

  it.each([
    ['a caller of the network', {}, '10.0.0.7'],
    ['whoever a proxy speaks for', { 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1'],
    ['whoever a proxy speaks for, told in another way', { forwarded: 'for=10.0.0.7' }, '127.0.0.1'],
    ['who asked for another name', { host: 'erp.example:5000' }, '127.0.0.1'],
    ['a page that was opened under another name', { origin: 'https://erp.example' }, '127.0.0.1'],
    ['a page of another address', { referer: 'https://erp.example/coletas' }, '127.0.0.1'],
    ['a page without a name', { origin: 'null' }, '127.0.0.1'],
  ])('%s does not', async (_who, headers, address) => {
    expect(await isHere(headers as Record<string, string>, address)).toBe(false);
  });
});
