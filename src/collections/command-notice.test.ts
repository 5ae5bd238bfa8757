import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { summarise } from '../collector/run/summary.ts';
import { CommandNotice } from './command-notice.ts';
import { commandWords } from './command-words.ts';
import type { EndedRun } from './end-notice.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-aviso-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const END: EndedRun = {
  handle: { id: 'c-1', outputFolder: '/saida com espaço', resultFile: '/saida/r.csv' },
  result: {
    state: 'interrupted',
    error: null,
    summary: summarise([], {
      ...{ id: 'c-1', state: 'interrupted', seconds: 1, rejectedRows: 2, left: 3 },
      ...{ resultFile: '/saida/r.csv', workbookFile: '/saida/r.xlsx' },
    }),
  },
};
const usual = () => ({ limit: 30_000, signal: new AbortController().signal });

/** A command that runs a script of Node. */
async function script(source: string, ...words: string[]): Promise<CommandNotice> {
  const path = join(folder, 'aviso.mjs');
  await writeFile(path, source);
  return new CommandNotice([`"${process.execPath}"`, `'${path}'`, ...words].join(' '));
}

describe('the words of a command', () => {
  it.each([
    ['avisar.sh', ['avisar.sh']],
    ['  avisar.sh   a  b ', ['avisar.sh', 'a', 'b']],
    [`"C:\\Meus programas\\a.exe" 'um "dois"' ""`, ['C:\\Meus programas\\a.exe', 'um "dois"', '']],
    [`a"b c"d`, ['ab cd']],
    ['a $HOME * | b > c', ['a', '$HOME', '*', '|', 'b', '>', 'c']],
  ])('of %s', (command, words) => expect(commandWords(command)).toEqual(words));

  it.each(['', '  ', '"a', "a 'b", '""'])('are none in %j, which is refused', (command) => {
    expect(commandWords(command)).toBeNull();
    expect(() => new CommandNotice(command)).toThrow('--ao-terminar');
  });
});

describe('a command told of the end of a collection', () => {
  it('gets it in its environment, the summary on its input, and its own words as they are', async () => {
    const target = join(folder, 'told.json');
    const notice = await script(
      `import { readFileSync, writeFileSync } from 'node:fs';
       const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('RUPTURA_COLETA_')));
       writeFileSync(process.argv[2], JSON.stringify({ environment, words: process.argv.slice(3), input: readFileSync(0, 'utf8') }));`,
      `'${target}'`,
      `'um $HOME; dois'`,
      '*',
    );
    expect(await notice.tell(END, usual())).toBeNull();
    const told = JSON.parse(await readFile(target, 'utf8'));
    expect(told.words).toEqual(['um $HOME; dois', '*']);
    expect(JSON.parse(told.input)).toEqual(END.result.summary);
    expect(told.environment).toEqual({
      RUPTURA_COLETA_ID: 'c-1',
      RUPTURA_COLETA_ESTADO: 'interrupted',
      RUPTURA_COLETA_PASTA: '/saida com espaço',
      RUPTURA_COLETA_RESULTADO: '/saida/r.csv',
      RUPTURA_COLETA_PLANILHA: '/saida/r.xlsx',
      RUPTURA_COLETA_TOTAL: '0',
      RUPTURA_COLETA_SUCESSO: '0',
      RUPTURA_COLETA_FALHA: '0',
      RUPTURA_COLETA_RECUSADAS: '2',
      RUPTURA_COLETA_RESTANTES: '3',
      RUPTURA_COLETA_ERRO: '',
    });
  });

  it('need not read, and may fail: what it said is told', async () => {
    expect(await (await script('process.exit(0)')).tell(END, usual())).toBeNull();
    const failure = await (await script(`console.error('sem rede'); process.exit(3)`)).tell(END, usual());
    expect(failure?.code).toBe('COLETA_AVISO_FALHOU');
    expect(failure?.message).toContain('3: sem rede');
    const none = await new CommandNotice(join(folder, 'no-such-program')).tell(END, usual());
    expect(none?.code).toBe('COLETA_AVISO_NAO_INICIADO');
    expect((await new CommandNotice('a\u0000b').tell(END, usual()))?.code).toBe('COLETA_AVISO_NAO_INICIADO');
  });

  it('is ended with all that it started when it takes too long, or when nobody waits any more', async () => {
    const deaf = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => undefined);
      const other = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
      writeFileSync(process.argv[2], JSON.stringify([process.pid, other.pid]));
      setInterval(() => undefined, 1000);`;
    const target = join(folder, 'pids.json');
    const notice = await script(deaf, `'${target}'`);
    const stop = new AbortController();
    const told = notice.tell(END, { limit: 60_000, signal: stop.signal });
    const pids = async (): Promise<number[]> =>
      JSON.parse(await readFile(target, 'utf8').catch(() => '[]')) as number[];
    await expect.poll(pids, { timeout: 20_000 }).toHaveLength(2);
    stop.abort();
    expect((await told)?.code).toBe('COLETA_AVISO_INTERROMPIDO');
    for (const pid of await pids()) await expect.poll(() => isRunning(pid)).toBe(false);
    const late = await notice.tell(END, { limit: 1, signal: new AbortController().signal });
    expect(late?.code).toBe('COLETA_AVISO_DEMORADO');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
