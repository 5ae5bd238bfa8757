/** Background work is done by one process, survives time zones and missed midnights, and can be seen. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SavedStatusAnswer } from '../../src/contract/stock-wire.ts';
import { answerProjection } from '../../src/views/answers.ts';
import { addLine, addReceipt, ask, move, openTestServer } from '../http/support.ts';
import { untilPrunable } from '../support/postgres.ts';
import { UpkeepBench, type UpkeepProcess } from '../support/upkeep-bench.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
let bench: UpkeepBench;
let first: UpkeepProcess;

beforeAll(async () => {
  bench = await UpkeepBench.open();
});

beforeEach(async () => {
  await bench.startOver();
  first = await bench.start();
});

afterEach(() => expect(bench.problems.splice(0)).toEqual([]));
afterAll(async () => await bench.close());

const old = '2026-01-05';
/** The date here is always behind the one of `EAST`: they are 25 hours apart. */
const WEST = 'Pacific/Pago_Pago';
const EAST = 'Pacific/Kiritimati';

function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return bench.rows<Row>(text, values);
}

async function useZone(zone: string): Promise<void> {
  await rows(`UPDATE ruptura.configuracao SET valor = $1 WHERE chave = 'RUPTURA_TZ'`, [zone]);
}

async function today(): Promise<string> {
  const [row] = await rows<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
  return row!.hoje;
}

interface History {
  readonly dia: string;
  readonly cod_produto: string;
  readonly menor: string;
  readonly situacao: string;
  readonly fechamentos: string;
}

function history(): Promise<History[]> {
  return rows<History>(
    `SELECT dia::text AS dia, cod_produto, menor_estoque_7d AS menor, status_ruptura AS situacao,
            concat_ws(' ', estoque_d0, estoque_d7, estoque_d28) AS fechamentos
     FROM estoque_projecao_historico ORDER BY dia, cod_produto`,
  );
}

async function firstDays(): Promise<string[]> {
  const saved = await rows<{ dia: string }>(
    `SELECT DISTINCT projecao->0->>'data' AS dia FROM estoque_projecao_cache ORDER BY 1`,
  );
  return saved.map(({ dia }) => dia);
}

async function job(name: keyof SavedStatusAnswer['segundo_plano']): Promise<unknown> {
  return (await first.status()).segundo_plano[name];
}

describe('the roll of the day', () => {
  it('follows a time zone that is moved so that the date changes, and photographs every product once', async () => {
    await useZone(WEST);
    const before = await today();
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    await useZone(EAST);
    const after = await today();
    expect(after > before).toBe(true);
    await move(bench.database.pool, 'A', '1.5', old);
    await first.upkeep.workNow();
    await first.upkeep.workNow();
    expect((await history()).map(({ dia, fechamentos }) => [dia, fechamentos])).toEqual([
      [before, '5.000 5.000 5.000'],
      [after, '6.500 6.500 6.500'],
    ]);
    expect(await firstDays()).toEqual([after]);
  });

  it('comes at midnight without anybody writing anything', async () => {
    await bench.useClock('2026-03-02');
    await move(bench.database.pool, 'A', '10', old);
    await addLine(bench.database.pool, { order: 'P1', product: 'A', quantity: '12.5', date: '2026-03-05' });
    await addReceipt(bench.database.pool, 'A', '4', '2026-03-12');
    first.upkeep.start();
    await expect.poll(firstDays).toEqual(['2026-03-02']);
    const before = await first.status();
    await rows(`UPDATE public.relogio SET dia = '2026-03-03'`);
    await expect.poll(firstDays).toEqual(['2026-03-03']);
    const photograph = { cod_produto: 'A', menor: '-2.500', situacao: 'CRÍTICO' };
    expect(await history()).toEqual([
      { ...photograph, dia: '2026-03-02', fechamentos: '10.000 -2.500 1.500' },
      { ...photograph, dia: '2026-03-03', fechamentos: '10.000 -2.500 1.500' },
    ]);
    const after = await first.status();
    expect(after).toMatchObject({ segundo_plano: { virada_de_dia: { linhas: 1, total: 2 } } });
    expect(before.ultima_virada_de_dia).toMatch(/-03:00$/);
  });

  it('that was missed is made up for at the start, with the day that is', async () => {
    await bench.useClock('2026-03-02');
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    await first.upkeep.close();
    await rows(`UPDATE public.relogio SET dia = '2026-03-09'`);
    const { upkeep: second } = await bench.start();
    await second.workNow();
    expect((await history()).map(({ dia }) => dia)).toEqual(['2026-03-02', '2026-03-09']);
    expect(await firstDays()).toEqual(['2026-03-09']);
    expect(await rows(`SELECT dia::text AS dia FROM ruptura.dia_corrente`)).toEqual([{ dia: '2026-03-09' }]);
  });

  it('goes back with a clock that goes back, and no photograph is taken twice', async () => {
    await bench.useClock('2026-03-03');
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    await rows(`UPDATE public.relogio SET dia = '2026-03-02'`);
    await first.upkeep.workNow();
    expect(await firstDays()).toEqual(['2026-03-02']);
    await move(bench.database.pool, 'A', '1', old);
    await rows(`UPDATE public.relogio SET dia = '2026-03-03'`);
    await first.upkeep.workNow();
    expect(await firstDays()).toEqual(['2026-03-03']);
    expect((await history()).map(({ dia, fechamentos }) => [dia, fechamentos])).toEqual([
      ['2026-03-03', '5.000 5.000 5.000'],
    ]);
  });

  it('is done by one process: the other finds it done', async () => {
    await bench.useClock('2026-03-02');
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    const { upkeep: second } = await bench.start();
    await second.workNow();
    await rows(`UPDATE public.relogio SET dia = '2026-03-03'`);
    await second.workNow();
    expect((await history()).map(({ dia }) => dia)).toEqual(['2026-03-02']);
    await first.upkeep.workNow();
    expect((await history()).map(({ dia }) => dia)).toEqual(['2026-03-02', '2026-03-03']);
  });
});

describe('history', () => {
  it('older than it is kept becomes one row of statistics a product and month, in however many steps', async () => {
    await bench.useClock('2026-03-02');
    await rows(
      `INSERT INTO estoque_projecao_historico
       SELECT 'A', d::date, extract(day FROM d), NULL, CASE WHEN extract(day FROM d) < 11 THEN 'CRÍTICO' ELSE 'OK' END, 1, 2, 3.5
       FROM generate_series('2025-12-15'::date, '2026-03-01', '1 day') d`,
    );
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    const [kept] = await rows(
      `SELECT count(*)::int AS dias, min(dia)::text AS primeiro FROM estoque_projecao_historico WHERE cod_produto = 'A'`,
    );
    expect(kept).toEqual({ dias: 31, primeiro: '2026-01-31' });
    await rows(`UPDATE public.relogio SET dia = '2026-03-04'`);
    await first.upkeep.workNow();
    expect(
      await rows(
        `SELECT mes::text AS mes, dias, dias_critico, dias_atencao, dias_ok, menor_estoque_7d AS menor,
                soma_estoque_d0 AS d0, soma_estoque_d28 AS d28 FROM estoque_projecao_resumo ORDER BY mes`,
      ),
    ).toEqual([
      {
        mes: '2025-12-01',
        dias: 17,
        dias_critico: 0,
        dias_atencao: 0,
        dias_ok: 17,
        menor: '15.000',
        d0: '17.000',
        d28: '59.500',
      },
      {
        mes: '2026-01-01',
        dias: 31,
        dias_critico: 10,
        dias_atencao: 0,
        dias_ok: 21,
        menor: '1.000',
        d0: '31.000',
        d28: '108.500',
      },
      {
        mes: '2026-02-01',
        dias: 1,
        dias_critico: 1,
        dias_atencao: 0,
        dias_ok: 0,
        menor: '1.000',
        d0: '1.000',
        d28: '3.500',
      },
    ]);
    expect(await job('compactacao_historico')).toMatchObject({ linhas: 2, total: 49 });
  });
});

describe('saved rows', () => {
  it('older than they may be are calculated again, and the operator finds none', async () => {
    for (const code of ['A', 'B']) await move(bench.database.pool, code, '5', old);
    await first.upkeep.workNow();
    await rows(
      `UPDATE estoque_projecao_cache SET data_calculo = now() - interval '16 minutes' WHERE cod_produto = 'A'`,
    );
    const stale = `SELECT cod_produto, data_calculo, EXTRACT(EPOCH FROM (NOW() - data_calculo))/60 AS idade_minutos
      FROM estoque_projecao_cache WHERE EXTRACT(EPOCH FROM (NOW() - data_calculo))/60 > 15`;
    expect(await rows(stale)).toMatchObject([{ cod_produto: 'A' }]);
    await first.upkeep.workNow();
    expect(await rows(stale)).toEqual([]);
    expect(await job('renovacao')).toMatchObject({ linhas: 1, total: 1 });
    expect(await first.status()).toMatchObject({ faltas: 3 });
  });

  it('answer the other two statements of the operator', async () => {
    await move(bench.database.pool, 'A', '5', old);
    await addLine(bench.database.pool, { order: 'P1', product: 'B', quantity: '3', date: null });
    await addLine(bench.database.pool, { order: 'P2', product: 'B', quantity: '3', date: await today() });
    await first.upkeep.workNow();
    expect(
      await rows(
        `SELECT cod_produto, menor_estoque_7d, status_ruptura FROM estoque_projecao_cache
         WHERE status_ruptura IN ('CRÍTICO','ATENÇÃO')`,
      ),
    ).toEqual([{ cod_produto: 'B', menor_estoque_7d: '-3.000', status_ruptura: 'CRÍTICO' }]);
    const slowest = await rows<{ cod_produto: string; versao: string }>(
      `SELECT cod_produto, tempo_calculo_ms, versao FROM estoque_projecao_cache ORDER BY tempo_calculo_ms DESC LIMIT 10`,
    );
    expect(slowest.map((row) => row.cod_produto).sort()).toEqual(['A', 'B']);
    expect(Number(slowest[0]!.versao)).toBeGreaterThan(0);
  });
});

describe('the tables behind the triggers', () => {
  it('are folded and pruned, and nothing that is answered changes', async () => {
    for (let n = 0; n < 3; n++) await move(bench.database.pool, 'A', '2', old);
    await rows(`UPDATE ruptura.mudanca SET em = now() - interval '2 hours'`);
    const before = answerProjection(await first.ruptura.fresh(), 'A', null, NOW);
    await untilPrunable(bench.database.pool);
    await first.upkeep.workNow();
    const [left] = await rows(
      `SELECT (SELECT count(*)::int FROM ruptura.estoque_delta) AS deltas, (SELECT count(*)::int FROM ruptura.mudanca) AS marcas`,
    );
    expect(left).toEqual({ deltas: 0, marcas: 0 });
    expect(answerProjection(await first.ruptura.fresh(), 'A', null, NOW)).toEqual(before);
    expect(await job('dobra_estoque')).toMatchObject({ linhas: 3, total: 3 });
    expect(await job('poda_mudancas')).toMatchObject({ linhas: 3, total: 3 });
  });

  it('of imports forget former contents after 7 days', async () => {
    await rows(
      `INSERT INTO ruptura.gravacao (modo, importado_em, linhas_guardadas)
       VALUES ('substituir', now() - interval '8 days', 1), ('substituir', now() - interval '6 days', 1);
       INSERT INTO ruptura.entrou SELECT numero, 'pedido', 'L' || numero, 0 FROM ruptura.gravacao`,
    );
    await first.upkeep.workNow();
    const kept = await rows('SELECT linhas_guardadas::int AS linhas FROM ruptura.gravacao ORDER BY numero');
    expect(kept).toEqual([{ linhas: null }, { linhas: 1 }]);
    expect(await rows('SELECT count(*)::int AS n FROM ruptura.entrou')).toEqual([{ n: 1 }]);
    expect(await job('poda_importacoes')).toMatchObject({ linhas: 1 });
  });

  it('that cannot be worked on do not keep projections from being saved', async () => {
    await rows('ALTER TABLE estoque_projecao_historico RENAME TO fora');
    await move(bench.database.pool, 'A', '5', old);
    await first.upkeep.workNow();
    expect(await firstDays()).toEqual([await today()]);
    // The roll of the day and the compaction of history; folding, pruning and saving went on.
    expect(bench.problems.splice(0).map(String)).toEqual([
      expect.stringContaining('estoque_projecao_historico'),
      expect.stringContaining('estoque_projecao_historico'),
    ]);
    expect(await job('virada_de_dia')).toBeNull();
    expect(await job('dobra_estoque')).toMatchObject({ linhas: 1 });
    await rows('ALTER TABLE fora RENAME TO estoque_projecao_historico');
  });
});

describe('/metrics', () => {
  it('shows the marks, the background work, requests by route, CPU and memory', async () => {
    const test = await openTestServer({ today: null });
    await move(test.database.pool, 'A', '5', old);
    await ask(test.server, '/api/estoque/A/atual');
    const waiting = await ask(test.server, '/metrics');
    expect(waiting.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(waiting.text).toMatch(/^ruptura_stale_marks 1$/m);
    expect(waiting.text).toMatch(/^ruptura_saver_elected 0$/m);
    await test.upkeep.workNow();
    const { text } = await ask(test.server, '/metrics');
    expect(text).toMatch(/^ruptura_stale_marks 0$/m);
    expect(text).toMatch(/^ruptura_saver_elected 1$/m);
    expect(text).toMatch(/^ruptura_background_rows_total\{job="virada_de_dia"\} 1$/m);
    expect(text).toMatch(
      /^ruptura_http_request_seconds_count\{method="GET",route="\/api\/estoque\/:cod_produto\/atual",status="200"\} 1$/m,
    );
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    await test.close();
  });
});
