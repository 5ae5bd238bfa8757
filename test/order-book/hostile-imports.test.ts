/** Files that attack, over HTTP: each is refused with a sentence, and the server neither grows nor stops answering. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../src/contract/import-wire.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { type TestFolder, testFolder, workbookParts } from '../imports/files.ts';
import { settled, upload } from './import-client.ts';

let test: TestServer;
let folder: TestFolder;

beforeAll(async () => {
  test = await openTestServer();
  folder = await testFolder();
});

afterAll(async () => {
  await folder.remove();
  await test.close();
});

const MB = 2 ** 20;
/** Before they were bounded, elements in elements took a hundred times their size. */
const MOST_GROWTH = 600 * MB;

async function sheetOf(sheet: string): Promise<Buffer> {
  const parts = {
    ...workbookParts([{ name: 'p', data: '' }]),
    'xl/worksheets/s1.xml': `<worksheet><sheetData>${sheet}`,
  };
  return await readFile(await folder.workbook('x.xlsx', parts));
}

interface Attacked {
  readonly answer: ImportAnswer;
  readonly growth: number;
  /** Answers given while the file was read. */
  readonly answers: number;
}

async function attack(name: string, content: string | Buffer): Promise<Attacked> {
  const before = process.memoryUsage.rss();
  const { id } = await upload(test, name, content);
  let growth = 0;
  let answers = 0;
  let over = false;
  const ended = settled(test, id).then((answer) => {
    over = true;
    return answer;
  });
  do {
    expect((await ask(test.server, '/saude')).status).toBe(200);
    answers++;
    growth = Math.max(growth, process.memoryUsage.rss() - before);
  } while (!over);
  return { answer: await ended, growth, answers };
}

describe('a file that attacks', () => {
  it.each<[string, string, () => Promise<string | Buffer>, string]>([
    ['elements in elements', 'x.xlsx', () => sheetOf('<a>'.repeat(8 * MB)), 'PLANILHA_ESTRUTURA'],
    [
      'endless attributes',
      'x.xlsx',
      () => sheetOf(`<row ${Array.from({ length: MB }, (_, n) => `a${n}=""`).join(' ')}`),
      'PLANILHA_ESTRUTURA',
    ],
    ['a name without end', 'x.xlsx', () => sheetOf(`<${'a'.repeat(16 * MB)}`), 'PLANILHA_ESTRUTURA'],
    [
      'more columns than there are',
      'x.xlsx',
      () => sheetOf(`<row>${'<c><v>1</v></c>'.repeat(20_000)}</row>`),
      'PLANILHA_REFERENCIA',
    ],
    ['rows without end', 'x.xlsx', () => sheetOf('<row/>'.repeat(1_100_000)), 'PLANILHA_REFERENCIA'],
    [
      'a million columns',
      'estoque.csv',
      async () => `${'coluna;'.repeat(1_000_000)}\n`,
      'CSV_COLUNAS_DEMAIS',
    ],
    [
      'a row of separators only',
      'estoque.csv',
      async () => `cod_produto;data;qtd\n${';'.repeat(16 * MB)}`,
      'CSV_COLUNAS_DEMAIS',
    ],
    [
      'a line without end',
      'estoque.csv',
      async () => `cod_produto;data;qtd\n${'x'.repeat(16 * MB)}`,
      'CSV_LINHA_LONGA',
    ],
  ])('with %s is refused while the server answers and stays small', async (_, name, content, codigo) => {
    const { answer, growth, answers } = await attack(name, await content());
    expect(answer).toMatchObject({ success: false, estado: 'FALHOU', codigo });
    expect(answer.exame).toMatchObject([{ codigo }]);
    expect(growth).toBeLessThan(MOST_GROWTH);
    expect(answers).toBeGreaterThan(0);
  });
});
