import type { Fault } from './fault.ts';

const LEASES = ['src/tasks/leases.test.ts'];
const STORE = ['src/runs/run-store.test.ts'];
const RUNS = ['src/runs/runs.test.ts'];
const RUN = ['src/runs/run.test.ts'];
const DELIVERY = ['src/runs/delivery.test.ts'];
const RECORDER = ['src/runs/recorder.test.ts'];

/** Runs of the analysis, and who does what work. */
export const RUN_FAULTS: readonly Fault[] = [
  {
    file: 'src/tasks/leases.ts',
    what: 'two processes do one piece of work: it is taken from whoever has it',
    right: 'WHERE posse.ate <= clock_timestamp() OR posse.dono = excluded.dono`;',
    wrong: 'WHERE true`;',
    guards: LEASES,
  },
  {
    file: 'src/tasks/leases.ts',
    what: 'a process that was stopped goes on with work that another has now',
    right: 'else this.#lose(lease);',
    wrong: '',
    guards: LEASES,
  },
  {
    file: 'src/tasks/leases.ts',
    what: 'a process cut off from the database believes for ever that its work is its own',
    right: 'if (now >= lease.deadline) this.#lose(lease);',
    wrong: 'if (now >= Number.POSITIVE_INFINITY) this.#lose(lease);',
    guards: LEASES,
  },
  {
    file: 'src/tasks/owners.ts',
    what: 'processes of another machine count as dead',
    right: 'machine !== here || ',
    wrong: '',
    guards: ['src/tasks/owners.test.ts'],
  },
  {
    file: 'src/tasks/retrying.ts',
    what: 'what can never succeed is tried until the patience is over',
    right: 'if (!isPassing(error) || rules.gone.aborted',
    wrong: 'if (rules.gone.aborted',
    guards: ['src/tasks/retrying.test.ts'],
  },
  {
    file: 'src/upkeep/election.ts',
    what: 'a process that is no longer elected still writes what it saved',
    right: 'AND dono = ',
    wrong: "AND '' <> ",
    guards: ['src/upkeep/election.test.ts'],
  },
  {
    file: 'sql/0010-sessoes.sql',
    what: 'a process that was stopped records batches of a run that another has now',
    right: 'AND s.executor = f.executor AND s.terminada_em IS NULL',
    wrong: 'AND s.terminada_em IS NULL',
    guards: STORE,
  },
  {
    file: 'sql/0010-sessoes.sql',
    what: 'a batch that is done twice is told twice',
    right: 'AND l.lote = f.lote AND l.evento IS NULL',
    wrong: 'AND l.lote = f.lote',
    guards: STORE,
  },
  {
    file: 'src/runs/run-store.ts',
    what: 'a process that was stopped ends a run that another has now',
    right: 'AND ($5::text IS NULL OR executor = $5)',
    wrong: 'AND ($5::text IS NULL OR true)',
    guards: STORE,
  },
  {
    file: 'src/runs/run-store.ts',
    what: 'runs of a process that was killed are never gone on with',
    right: 'AND p.chave = s.executor AND p.ate > clock_timestamp())',
    wrong: 'AND p.chave = s.executor)',
    guards: STORE,
  },
  {
    file: 'src/runs/run-registry.ts',
    what: 'a name that is used again shows the results of the run before',
    right: 'if (news === null || news.startedAt !== run.startedAt) await this.drop(run);',
    wrong: 'if (news === null) await this.drop(run);',
    guards: RUNS,
  },
  {
    file: 'src/runs/run-registry.ts',
    what: 'a run is deleted while somebody reads it',
    right: '(run.readers > 0 || run.lastRead >= since)',
    wrong: 'run.lastRead >= since',
    guards: ['src/runs/forgetting.test.ts'],
  },
  {
    file: 'src/runs/recorder.ts',
    what: 'one batch that the database refuses ends its whole run',
    right: 'else await this.#refuse(finished[0]!, error);',
    wrong: 'else this.#options.giveUp(finished[0]!.run, error);',
    guards: RECORDER,
  },
  {
    file: 'src/runs/recorder.ts',
    what: 'one batch that the database refuses takes those of other runs with it',
    right: 'else if (finished.length > 1) for (const one of finished) await this.#write([one]);',
    wrong: 'else if (finished.length > 1) for (const one of finished) await this.#refuse(one, error);',
    guards: RECORDER,
  },
  {
    file: 'src/runs/run.ts',
    what: 'events come in another order than their numbers',
    right: 'if (event !== this.events.length + 1) return false;',
    wrong: '',
    guards: RUN,
  },
  {
    file: 'src/contract/shares.ts',
    what: 'the progress says that all is done while a little is left',
    right: 'Math.min(roundedShare(done, whole), WHOLE - 1) / 100',
    wrong: 'roundedShare(done, whole) / 100',
    guards: ['src/contract/shares.test.ts'],
  },
  {
    file: 'src/runs/delivery.ts',
    what: 'answers of a run are older than what was committed before it was asked',
    right: 'if (kept !== null && kept.state === current) return kept.bytes;',
    wrong: 'if (kept !== null) return kept.bytes;',
    guards: DELIVERY,
  },
  {
    file: 'src/runs/delivery.ts',
    what: 'events that went out together go out again',
    right: 'sent += events.length;',
    wrong: 'sent += 1;',
    guards: DELIVERY,
  },
  {
    file: 'src/collections/collection-lease.ts',
    what: 'two servers bring the files of one purchase',
    right: "if (lease === null) run.cancel('now');",
    wrong: "if (lease === null) run.cancel('finish');",
    guards: ['src/collections/collection-lease.test.ts'],
  },
];
