import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { exportRows } from '../../src/tabular/write-rows.ts';

it('a sheet takes as many rows as there are in one, and not one more', async () => {
  function* many(): Generator<[number]> {
    for (let row = 0; row < 1_048_576; row++) yield [row];
  }
  const output = new PassThrough();
  output.resume();
  await expect(exportRows([{ name: 'n', kind: 'number' }], many(), 'xlsx', output)).rejects.toMatchObject({
    code: 'EXPORTACAO_LINHAS_DEMAIS',
    params: { limite: 1_048_575 },
  });
});
