import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { startLive } from '../../data/live.ts';
import { ImportSession } from './import-session.ts';

let browser: FakeBrowser;
let session: ImportSession;

/** An import as the server tells it. */
function told(changes: Partial<ImportAnswer> = {}): ImportAnswer {
  return {
    id: 'i1',
    estado: 'CONFERIDA',
    completo: true,
    progresso: 100,
    exame: [],
    mapa: [],
    recebidos: [],
    relatorio: null,
    erros: 0,
    ignorar_invalidas: false,
    substituir: false,
    ...changes,
  } as unknown as ImportAnswer;
}
const CHECKING = { estado: 'CONFERINDO', completo: false, progresso: 5 } as const;
const LOST = new FakeAnswer(404, { codigo: 'IMPORTACAO_NAO_ENCONTRADA', error: 'Não há.' });
const file = (name: string, size = 10): File => ({ name, size }) as File;
const asked = (): string[] => browser.asked.map(({ method, path }) => `${method} ${path}`);
const state = () => session.state.value;

/** Answers what is asked of the import, in turn; the last one for ever. */
function answering(...answers: unknown[]): void {
  browser.answers = () => (answers.length > 1 ? answers.shift() : answers[0]);
}

/** An import that was checked, shown. */
async function checked(changes: Partial<ImportAnswer> = {}): Promise<void> {
  answering(told(changes));
  session.open('i1');
  await browser.pass(0);
}

beforeEach(() => {
  browser = new FakeBrowser();
  session = new ImportSession();
});
afterEach(() => {
  session.clear();
  browser.close();
});

describe('files on their way', () => {
  it('go one after the other, the first begins the import and the others join it', async () => {
    const sent = session.send([file('a.csv'), file('b.csv')]);
    expect(state().upload).toMatchObject({ index: 0, sent: 0 });
    expect(browser.upload.path).toBe('/api/importacao?arquivo=a.csv');
    browser.upload.progress(4);
    expect(state().upload?.sent).toBe(4);
    // What a browser counts beyond the file itself is not the person's.
    browser.upload.progress(400);
    expect(state().upload?.sent).toBe(10);
    browser.upload.answer(202, told(CHECKING));
    await browser.pass(0);
    expect(browser.upload.path).toBe('/api/importacao?arquivo=b.csv&id=i1');
    expect(state().upload).toMatchObject({ index: 1, sent: 0 });
    answering(told());
    browser.upload.answer(202, told(CHECKING));
    await sent;
    await browser.pass(0);
    expect(state()).toMatchObject({ id: 'i1', upload: null, refused: [], answer: { estado: 'CONFERIDA' } });
    expect(asked()).toEqual(['GET /api/importacao/i1']);
  });

  it('take those along that are chosen meanwhile', async () => {
    const sent = session.send([file('a.csv')]);
    await session.send([file('b.csv')]);
    expect(state().upload?.files).toHaveLength(2);
    answering(told());
    for (let count = 0; count < 2; count++) {
      browser.upload.answer(202, told(CHECKING));
      await browser.pass(0);
    }
    await sent;
    expect(browser.uploads).toHaveLength(2);
  });

  it('are refused in the words of the server, and the next ones taken all the same', async () => {
    const sent = session.send([file('a.csv'), file('b.csv')]);
    browser.upload.answer(413, { error: 'O arquivo passa do limite.', codigo: 'X' });
    await browser.pass(0);
    answering(told());
    browser.upload.answer(202, told(CHECKING));
    await sent;
    expect(state().refused).toMatchObject([
      { file: { name: 'a.csv' }, reason: 'O arquivo passa do limite.', isLost: false },
    ]);
    // What comes next is another matter.
    void session.send([file('c.csv')]);
    expect(state().refused).toEqual([]);
  });

  it('can be sent once more where the connection was lost', async () => {
    const sent = session.send([file('a.csv')]);
    browser.upload.lose();
    await sent;
    expect(state().refused).toMatchObject([{ isLost: true }]);
    void session.sendAgain();
    expect([browser.uploads.length, browser.upload.file]).toEqual([2, file('a.csv')]);
  });

  it('are not even begun where they are known to be too much, alone or with what is there', async () => {
    session.mostBytes = 100;
    await session.send([file('enorme.csv', 101)]);
    expect(browser.uploads).toEqual([]);
    expect(state().refused).toMatchObject([{ file: { name: 'enorme.csv' }, isLost: false }]);
    expect(state().refused[0]?.reason).toContain('100 B');
    await checked({ recebidos: [{ numero: 1, arquivo: 'a.csv', bytes: 60 }] as ImportAnswer['recebidos'] });
    await session.send([file('b.csv', 41)]);
    expect([browser.uploads.length, state().refused.length]).toEqual([0, 1]);
  });

  it('begin a new import where the one before is over', async () => {
    await checked({ estado: 'GRAVADA' });
    void session.send([file('a.csv')]);
    expect([state().id, browser.upload.path]).toEqual([null, '/api/importacao?arquivo=a.csv']);
  });

  it('are cut off when the person gives up', async () => {
    void session.send([file('a.csv'), file('b.csv')]);
    await session.cancel();
    await browser.pass(0);
    expect(browser.upload.isAborted).toBe(true);
    expect([browser.uploads.length, state().upload, asked()]).toEqual([1, null, []]);
  });
});

describe('an import at work', () => {
  it('is followed by its stream, with what was found before kept, and asked for at its end', async () => {
    const exame = [{ numero: 1 }] as ImportAnswer['exame'];
    await checked({ exame });
    answering(told({ ...CHECKING, exame: [] }));
    session.refresh();
    await browser.pass(0);
    expect(browser.source.url).toBe('/api/importacao/i1/stream');
    expect(state().answer).toMatchObject({ estado: 'CONFERINDO', exame });
    browser.source.tell({ ...told(CHECKING), progresso: 40, linhas: 7, error: 'noutra língua' });
    expect(state().answer).toMatchObject({ progresso: 40, linhas: 7 });
    expect(state().answer?.error).not.toBe('noutra língua');
    const { runs } = state();
    answering(told());
    browser.source.tell(told());
    await browser.pass(0);
    expect(state()).toMatchObject({ answer: { estado: 'CONFERIDA' }, isAsking: false, runs: runs + 1 });
    expect(browser.source.readyState).toBe(2);
  });

  it('is lost where the server was begun anew, and its files can be sent again', async () => {
    const sent = session.send([file('a.csv')]);
    answering(told(CHECKING));
    browser.upload.answer(202, told(CHECKING));
    await sent;
    await browser.pass(0);
    expect(session.canSendAgain).toBe(true);
    answering(LOST);
    browser.source.refuse();
    await browser.pass(0);
    expect(state()).toMatchObject({ lost: { wasStoring: false }, isAsking: false, problem: null });
    expect(session.isOver).toBe(true);
    void session.sendAgain();
    expect(browser.upload.path).toBe('/api/importacao?arquivo=a.csv');
    expect(state()).toMatchObject({ id: null, lost: null });
  });

  it('says that it was storing when it was lost', async () => {
    await checked({ estado: 'GRAVANDO', completo: false });
    answering(LOST);
    session.refresh();
    await browser.pass(0);
    expect(state().lost).toEqual({ wasStoring: true });
    expect(session.canSendAgain).toBe(false);
  });

  it('is waited for while the server is away', async () => {
    await checked(CHECKING);
    answering(new FakeAnswer(503));
    browser.source.refuse();
    await browser.pass(5000);
    expect(state()).toMatchObject({ lost: null, problem: null, answer: { estado: 'CONFERINDO' } });
    expect(browser.sources.length).toBeGreaterThan(1);
  });

  it('is looked at again after the book lost its connection, without a word', async () => {
    await checked();
    startLive();
    const live = browser.source;
    const news = { versao: 1, timestamp: '', data_base: '2026-03-02', pedidos: [], produtos: [] };
    live.tell(news);
    const before = browser.asked.length;
    live.cut();
    answering(new FakeAnswer(500, { error: 'x', codigo: 'X' }));
    live.tell(news);
    await browser.pass(0);
    expect(browser.asked.length).toBe(before + 1);
    expect(state()).toMatchObject({ problem: null, isAsking: false, answer: { estado: 'CONFERIDA' } });
    live.close();
  });
});

describe('a choice', () => {
  it('is shown at once, with nothing ready before the server has checked it', async () => {
    await checked();
    answering(new Promise(() => undefined));
    session.check({ ignorar_invalidas: true });
    expect(state()).toMatchObject({
      isAsking: true,
      answer: { ignorar_invalidas: true, estado: 'CONFERINDO', completo: false, progresso: 0 },
    });
    await browser.pass(0);
    expect(browser.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/importacao/i1/conferir',
      body: { ignorar_invalidas: true },
    });
  });

  it('goes with what was said about the files, and without it where nothing was', async () => {
    await checked();
    session.check({}, [{ numero: 1, tabela: 'carteira_principal' }]);
    await browser.pass(0);
    expect(browser.asked.at(-1)?.body).toEqual({ mapa: [{ numero: 1, tabela: 'carteira_principal' }] });
    session.check({ de_novo: true });
    await browser.pass(0);
    expect(browser.asked.at(-1)?.body).toEqual({ de_novo: true });
  });

  it('is taken back where the server refuses it, and says why', async () => {
    await checked();
    answering(new FakeAnswer(503, { error: 'O banco está fora do ar.', codigo: 'BANCO' }), told());
    session.check({ ignorar_invalidas: true });
    await browser.pass(0);
    expect(state()).toMatchObject({
      problem: { message: 'O banco está fora do ar.' },
      isAsking: false,
      answer: { ignorar_invalidas: false, estado: 'CONFERIDA', completo: true },
    });
  });

  it('counts only if it was the last: what an earlier one brings is dropped', async () => {
    await checked();
    const answers: ((answer: ImportAnswer) => void)[] = [];
    browser.answers = () => new Promise((resolve) => answers.push(resolve as (answer: unknown) => void));
    session.check({ modo: 'substituir' });
    session.check({ modo: 'acrescentar' });
    await browser.pass(0);
    answers[1]?.(told({ progresso: 99, modo: 'acrescentar' }));
    await browser.pass(0);
    answers[0]?.(told({ modo: 'substituir' }));
    await browser.pass(0);
    expect(state()).toMatchObject({ isAsking: false, answer: { modo: 'acrescentar', progresso: 99 } });
  });
});

describe('the end of an import', () => {
  it('is stored as it was checked, and stays shown', async () => {
    await checked();
    answering(told({ estado: 'GRAVADA' }));
    session.store('atualizar', true);
    await browser.pass(0);
    expect(browser.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/importacao/i1/gravar',
      body: { modo: 'atualizar', sim_substituir: true },
    });
    expect([session.isOver, state().answer?.estado]).toEqual([true, 'GRAVADA']);
  });

  it('is to be given up: the server forgets it, and nothing of it is left', async () => {
    await checked();
    answering(told({ estado: 'CANCELADA' }));
    await session.cancel();
    expect(asked().at(-1)).toBe('DELETE /api/importacao/i1');
    expect(state()).toMatchObject({ id: null, answer: null });
  });

  it('shows what was stored before it could be given up', async () => {
    await checked({ estado: 'GRAVANDO', completo: false });
    answering(told({ estado: 'GRAVADA' }));
    await session.cancel();
    expect(state()).toMatchObject({ id: 'i1', answer: { estado: 'GRAVADA' } });
  });

  it('needs no server that still knows it, and says so where the server does not answer', async () => {
    await checked();
    answering(new FakeAnswer(503, { error: 'Fora do ar.', codigo: 'X' }));
    await session.cancel();
    expect(state()).toMatchObject({ id: 'i1', problem: { message: 'Fora do ar.' }, isAsking: false });
    answering(LOST);
    await session.cancel();
    expect(state()).toMatchObject({ id: null, problem: null });
  });
});
