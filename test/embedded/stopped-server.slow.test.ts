/** An embedded server that stands still (SIGSTOP) under a running program: nobody waits for it without end. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/http/start-server.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { Bench, eventually, serverPid } from './support.ts';

const bench = new Bench();
let stopped: number[] = [];
let server: RunningServer | null = null;

afterEach(async () => {
  wake();
  await server?.close();
});
afterAll(async () => await bench.cleanUp());

/** The server and every process that it has begun. */
function processesOf(postmaster: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === postmaster);
  return [postmaster, ...children];
}

function parentOf(pid: number): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

function wake(): void {
  for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT');
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(path: string): Promise<Answer> {
  const response = await fetch(`${server!.url}${path}`, { signal: AbortSignal.timeout(60_000) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe.skipIf(process.platform !== 'linux')('an embedded server that stands still', () => {
  it('fails questions with a sentence, is told so by /saude, and answers again when it goes on', async () => {
    const folder = await bench.readyFolder();
    const values = { ...resolveSettings({ RUPTURA_DATA: folder }).values, PORT: 0 };
    server = await startServer(values, { openLog: () => null });
    expect((await ask('/api/carteira')).status).toBe(200);
    stopped = processesOf(serverPid(folder)!);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    const [question, health] = await Promise.all([ask('/api/carteira'), ask('/saude')]);
    expect(question).toMatchObject({ status: 503, body: { codigo: 'BANCO_SEM_RESPOSTA' } });
    expect(health.body).toMatchObject({
      vivo: true,
      pronto: false,
      banco: { respondendo: false },
      problema: { codigo: 'BANCO_SEM_RESPOSTA' },
    });
    // The connection was given up; who asks now is told so again.
    expect(await ask('/api/carteira')).toMatchObject({ body: { codigo: 'BANCO_SEM_RESPOSTA' } });
    wake();
    await eventually(async () => (await ask('/api/carteira')).status === 200);
    await eventually(async () => (await ask('/saude')).body['pronto'] === true);
  }, 120_000);
});
