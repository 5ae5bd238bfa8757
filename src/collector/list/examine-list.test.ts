import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, textRow, workbookParts } from '../../../test/imports/files.ts';
import { examineList, proveList } from './examine-list.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

const { signal } = new AbortController();
const USUAL = { force: false, column: null };

describe('a list that a stranger sent', () => {
  it('is fine, or refused with what reading it says', async () => {
    await proveList(await folder.write('lista.csv', 'PO_NUMBER\n15262984\n'), USUAL, signal);
    const none = await folder.write('outra.csv', 'SUPPLIER\nACME\n');
    await expect(proveList(none, USUAL, signal)).rejects.toMatchObject({
      code: 'COLETA_LISTA_SEM_COLUNA',
      params: { arquivo: 'outra.csv' },
    });
    const wide = await folder.write('larga.csv', `PO_NUMBER${';x'.repeat(2000)}\n15262984\n`);
    await expect(proveList(wide, USUAL, signal)).rejects.toMatchObject({ code: 'CSV_COLUNAS_DEMAIS' });
  });

  it('is refused when it takes more memory than it may, and only its process ends', async () => {
    const long = 'descrição '.repeat(100);
    const strings = Array.from({ length: 24_000 }, (_, n) => `<t>${n} ${long}</t>`);
    const sheet = { name: 'lista', data: textRow(1, 'PO_NUMBER') + textRow(2, '15262984') };
    const path = await folder.workbook('lista.xlsx', workbookParts([sheet], { strings }));
    const bounds = { heap: 16, resident: 500, computing: 60_000, silence: 60_000 };
    await expect(examineList(path, USUAL, signal, bounds)).rejects.toMatchObject({
      code: 'COLETA_LISTA_DEMORADA',
      params: { memoria: 16 },
    });
  });
});
