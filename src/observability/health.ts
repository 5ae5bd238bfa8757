import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../availability/engine.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { type HealthAnswer, OWN_TO_A_SERVER } from '../contract/stock-wire.ts';
import { formatIsoDate } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { describeAddress } from '../postgres/database.ts';
import { programVersion } from '../processes/program-version.ts';
import type { Neighbours } from '../runs/runs.ts';

/** Ready means: a question about the book is answered within this time. */
const READY_MS = 2000;

type Readiness = { readonly engine: Engine } | { readonly problem: unknown };

/**
 * Whether the process is alive (it answers) and ready (it can answer questions about the book now).
 * @param readyMs in which a process that is ready answers; the database has as long again to say that it is there
 */
export async function answerHealth(
  ruptura: Ruptura,
  neighbours: Neighbours,
  language: Language,
  readyMs = READY_MS,
): Promise<HealthAnswer> {
  const readiness = await readinessOf(ruptura, readyMs);
  const engine = 'engine' in readiness ? readiness.engine : null;
  const problem = 'problem' in readiness ? ruptura.database.explain(readiness.problem) : null;
  const today = engine?.book.today ?? ruptura.fixedToday;
  const { embedded } = ruptura.database;
  return {
    vivo: true,
    pronto: engine !== null,
    versao_programa: programVersion(),
    data_hoje: today === null ? null : formatIsoDate(today),
    data_fixa: ruptura.fixedToday !== null,
    banco: {
      embutido: embedded !== null,
      lugar: placeOf(ruptura),
      respondendo: engine !== null || isOfTheBook(problem),
    },
    servidores: {
      outros: neighbours.others,
      nao_compartilhado: neighbours.isShared ? [] : [...OWN_TO_A_SERVER],
    },
    livro: engine === null ? null : sizesOf(engine),
    no_ar_s: Math.floor(process.uptime()),
    problema: problem === null ? null : problemOf(problem, language),
  };
}

function placeOf({ database: { embedded, url } }: Ruptura): string {
  return embedded?.dataFolder ?? describeAddress(url);
}

async function readinessOf(ruptura: Ruptura, readyMs: number): Promise<Readiness> {
  const timer = new AbortController();
  const late = sleep(readyMs, null, { signal: timer.signal, ref: false }).catch(() => null);
  const asked = ruptura.fresh().then(
    (engine): Readiness => ({ engine }),
    (problem: unknown): Readiness => ({ problem }),
  );
  const first = await Promise.race([asked, late]);
  timer.abort();
  return first ?? { problem: await slownessOf(ruptura, readyMs) };
}

/** Why the book takes long: somebody's lock, or it is being loaded, if the database that it comes from is there. */
async function slownessOf(ruptura: Ruptura, limitMs: number): Promise<RupturaError> {
  if (await ruptura.database.isAnswering(limitMs))
    return ruptura.lockedOut ?? new RupturaError('LIVRO_CARREGANDO');
  return new RupturaError('BANCO_SEM_RESPOSTA', { endereco: placeOf(ruptura) });
}

/** It is the book that is not ready; the database that it comes from answers. */
function isOfTheBook(problem: unknown): boolean {
  if (!(problem instanceof RupturaError)) return false;
  return problem.code === 'LIVRO_CARREGANDO' || problem.code === 'LIVRO_TRANCADO';
}

function sizesOf({ book }: Engine): HealthAnswer['livro'] {
  return {
    versao: book.version,
    produtos: book.products.size,
    pedidos: openOrders(book.orderOpen, book.orders.size),
    itens: book.items.used - book.items.free.length,
  };
}

function openOrders(open: Uint8Array, count: number): number {
  let sum = 0;
  for (let order = 0; order < count; order++) sum += open[order]!;
  return sum;
}

function problemOf(problem: unknown, language: Language): HealthAnswer['problema'] {
  const known = problem instanceof RupturaError ? problem : new RupturaError('BANCO_FALHOU');
  return { codigo: known.code, error: known.sentence(language) };
}
