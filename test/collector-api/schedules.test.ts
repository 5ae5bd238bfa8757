import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices } from '../../src/app/open-services.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { CollectionSchedule } from '../../src/contract/collection-wire.ts';
import { cli, plain } from '../cli/support.ts';
import { testSettings } from '../http/test-settings.ts';
import { type CollectorBench, call, details, listOf, openCollectorBench } from './support.ts';

const PATH = '/api/coletas/agendas';

describe('collections that begin by themselves', () => {
  let bench: CollectorBench;
  let folder: string;
  let list: string;
  const problems: unknown[] = [];

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 2, scenes: ['plain'], filesPerPurchase: 1 });
    folder = await mkdtemp(join(tmpdir(), 'ruptura-agendas-'));
    list = join(folder, 'pedidos.csv');
    await writeFile(list, listOf(bench.portal.purchases.slice(0, 1)));
  });
  afterAll(async () => {
    await bench?.close();
    await rm(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  const run = (...argv: readonly string[]) =>
    cli(['coletar', ...argv], {
      environment: {
        ...{ DATABASE_URL: bench.databaseUrl, RUPTURA_DATA: bench.dataFolder, COUPA_URL: bench.portal.base },
      },
    });
  const schedules = async (): Promise<CollectionSchedule[]> =>
    (await call<{ agendas: CollectionSchedule[] }>(bench, PATH)).body.agendas;

  it('are stored from the command line, which refuses what they cannot mean', async () => {
    for (const wrong of [
      ['--agenda', '25:00'],
      ['--agenda', '06:00', '--saida', folder],
    ])
      expect((await run(list, ...wrong)).code).toBe(EXIT.usage);
    expect((await run(join(folder, 'outra.csv'), '--agenda', '06:00')).err).toContain('outra.csv');
    expect(await schedules()).toEqual([]);

    const { code, out } = await run(list, '--agenda', 'mon-fri 6h,14:30', '--modo', 'http', '--workers', '1');
    expect(code).toBe(EXIT.ok);
    expect(plain(out)).toMatch(/Agenda 1 guardada: seg-sex 06:00,14:30 \(America\/Sao_Paulo\), pedidos\.csv/);
    const [schedule] = await schedules();
    expect(schedule).toMatchObject({
      ...{ agenda_id: 1, agenda: 'seg-sex 06:00,14:30', fuso: 'America/Sao_Paulo', lista: list },
      ...{ arquivo: 'pedidos.csv', portal: 'coupa', base: bench.portal.base, modo: 'http', workers: 1 },
      ultima: null,
    });
    expect(schedule!.proxima).toMatch(/T(06:00|14:30):00-03:00$/);
  });

  it('are begun by a server that runs, with the list as it is then, and say how that went', async () => {
    // One that was missed while no server ran.
    await bench.query(
      `UPDATE ruptura.agenda_coleta SET agenda = 'todos 00:00', vista_ate = now() - interval '2 days'`,
    );
    await writeFile(list, listOf(bench.portal.purchases));
    const settings = { RUPTURA_DATA: bench.dataFolder, COUPA_URL: bench.portal.base };
    const server = await openServices(testSettings(bench.databaseUrl, null, settings), {
      applicationName: 'test',
      onProblem: (_work, error) => problems.push(error),
    });
    try {
      server.begin();
      await expect
        .poll(async () => (await schedules())[0]?.ultima?.estado, { timeout: 60_000 })
        .toBe('completed');
    } finally {
      await server.close();
    }
    const [schedule] = await schedules();
    const last = schedule!.ultima!;
    expect(last).toMatchObject({ total: 2, com_sucesso: 2, com_falha: 0, codigo: null, error: null });
    expect((await details(bench, last.coleta_id!)).coleta).toMatchObject({
      arquivo: 'pedidos.csv',
      total: 2,
    });
    const { out } = await run('agendas');
    expect(plain(out)).toContain('concluída, 2/2');
    expect((await run('agendas', '--json')).json()[0]).toMatchObject({ evento: 'agenda', ultima: last });
  });

  it('are removed by number, once', async () => {
    const remove = (id: string) => call<{ codigo?: string }>(bench, `${PATH}/${id}`, { method: 'DELETE' });
    expect([(await remove('1')).status, (await remove('1')).body.codigo]).toEqual([
      200,
      'AGENDA_DESCONHECIDA',
    ]);
    expect((await remove('x')).status).toBe(404);
    expect((await run('agendas', '--remover', '1')).err).toContain('Não há agenda 1');
    expect(plain((await run('agendas')).out)).toContain('Não há agendas');
  });
});
