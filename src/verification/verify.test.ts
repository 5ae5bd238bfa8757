import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { EngineKeeper } from '../availability/engine.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import { LiveBook } from '../ledger/live-book.ts';
import { type AnswerDigest, digestOf } from './digest.ts';
import { type Verification, verify } from './verify.ts';

const TODAY = parseIsoDate('2026-03-02')!;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 4 });
  await database.pool.query(`
    INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
    SELECT 'P' || i % 50, '2026-03-01', 100 FROM generate_series(1, 500) i;
    INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
    SELECT 'N' || i % 300, 'P' || i % 50, 1 + i % 7, date '2026-03-01' + i % 20 FROM generate_series(1, 2000) i`);
});

afterAll(async () => await database.close());

interface Server {
  digest(): Promise<AnswerDigest>;
  close(): Promise<void>;
}

/** What answers `GET /api/verificacao`, without HTTP. */
function server(today: EpochDay): Server {
  const keeper = new EngineKeeper();
  const book = new LiveBook(() => database.connect(), today, keeper);
  return {
    digest: async () => {
      await book.fresh();
      return digestOf(keeper.engine);
    },
    close: () => book.close(),
  };
}

async function check(ask: () => Promise<AnswerDigest>, today = TODAY): Promise<Verification> {
  return await verify(() => database.connect(), today, ask);
}

describe('comparing with a server', () => {
  it('agrees while others write all the time', async () => {
    const live = server(TODAY);
    await live.digest();
    let writing = true;
    let writes = 0;
    const writer = (async () => {
      while (writing) {
        await database.pool.query(
          "UPDATE carteira_principal SET qtd_saldo_produto_pedido = 1 + $1 WHERE num_pedido = 'N1'",
          [writes % 9],
        );
        writes++;
        await sleep(10);
      }
    })();
    try {
      const found = await check(live.digest);
      expect(found.serverAgrees).toBe(true);
      expect(found.server).toEqual(found.digest);
      expect(writes).toBeGreaterThan(1);
    } finally {
      writing = false;
      await writer;
      await live.close();
    }
  });

  it('compares at the date of the server when the two are on different days', async () => {
    const live = server(TODAY + 3);
    const found = await check(live.digest);
    await live.close();
    expect(found.serverAgrees).toBe(true);
    expect(found.server?.hoje).toBe(TODAY + 3);
    expect(found.digest.hoje).toBe(TODAY);
    expect(found.digest.sha256).not.toBe(found.server?.sha256);
  });

  it('finds answers that are not those of the tables', async () => {
    const live = server(TODAY);
    const wrong = { ...(await live.digest()), sha256: '0'.repeat(64) };
    await live.close();
    const found = await check(async () => wrong);
    expect(found.serverAgrees).toBe(false);
  });

  it('says that it cannot compare, and nothing of drift, when the states never meet', async () => {
    const live = server(TODAY);
    const ahead = async (): Promise<AnswerDigest> => ({ ...(await live.digest()), versao: 1_000_000 });
    await expect(check(ahead)).rejects.toMatchObject({ code: 'VERIFICACAO_SEM_COMPARACAO' });
    await live.close();
  });

  it('fails as the server fails', async () => {
    const failing = async (): Promise<AnswerDigest> => {
      throw new Error('gone');
    };
    await expect(check(failing)).rejects.toThrow('gone');
  });
});
