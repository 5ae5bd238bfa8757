import type { Pool } from 'pg';
import type { ScheduleState } from '../contract/collection-codes.ts';
import { type ErrorCode, RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { answerRules } from '../contract/rules.ts';
import type { CollectionRequest } from './archive.ts';

/** A collection that begins by itself, as the database has it. */
export interface StoredSchedule {
  readonly id: number;
  /** Absolute path on the disk of the servers. */
  readonly list: string;
  readonly text: string;
  readonly request: CollectionRequest;
  readonly language: Language;
  readonly createdAt: Date;
  /** Times up to this instant are dealt with. */
  readonly seenUntil: Date;
  /** What became of the last time; null before the first. */
  readonly last: LastTime | null;
}

/** What became of a time of a schedule. */
export interface LastTime {
  /** When it was due. */
  readonly due: Date;
  /** Seconds after that it was begun; 0 where it was in time. */
  readonly late: number;
  readonly state: ScheduleState;
  readonly collection: string | null;
  readonly counts: ScheduleCounts | null;
  readonly error: RupturaError | null;
}

export interface ScheduleCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** More than anybody needs; each is looked at every few seconds. */
const MOST_SCHEDULES = 200;

interface Row {
  readonly id: string;
  readonly lista: string;
  readonly agenda: string;
  readonly pedido: CollectionRequest;
  readonly idioma: Language;
  readonly criada_em: Date;
  readonly vista_ate: Date;
  readonly horario: Date | null;
  readonly atraso_s: number | null;
  readonly estado: ScheduleState | null;
  readonly coleta_id: string | null;
  readonly total: number | null;
  readonly com_sucesso: number | null;
  readonly com_falha: number | null;
  readonly erro: { readonly code: ErrorCode; readonly params: RupturaError['params'] } | null;
}

/** A run whose server is gone has nobody who could write how it ended. */
const SELECT = `
  SELECT a.*, CASE WHEN estado = 'running' AND NOT EXISTS (
      SELECT FROM ruptura.posse p WHERE p.tipo = 'coleta' AND p.chave = a.coleta_id AND p.ate > clock_timestamp())
    THEN 'interrupted' ELSE estado END AS estado
  FROM ruptura.agenda_coleta a`;

/** The schedules of the database. */
export class ScheduleStore {
  readonly #pool: Pick<Pool, 'query'>;

  constructor(pool: Pick<Pool, 'query'>) {
    this.#pool = pool;
  }

  /** All of them, the oldest first. */
  async all(): Promise<StoredSchedule[]> {
    const { rows } = await this.#pool.query<Row>(`${SELECT} ORDER BY id`);
    return rows.map(scheduleOf);
  }

  /** Null where there is none any more. */
  async find(id: number): Promise<StoredSchedule | null> {
    const { rows } = await this.#pool.query<Row>(`${SELECT} WHERE id = $1`, [id]);
    return rows[0] === undefined ? null : scheduleOf(rows[0]);
  }

  /** @throws RupturaError AGENDAS_DEMAIS */
  async add(
    schedule: Pick<StoredSchedule, 'list' | 'text' | 'request' | 'language'>,
  ): Promise<StoredSchedule> {
    const { list, text, request, language } = schedule;
    const { rows } = await this.#pool.query<{ id: string }>(
      `INSERT INTO ruptura.agenda_coleta (lista, agenda, pedido, idioma)
       SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM ruptura.agenda_coleta) < $5 RETURNING id`,
      [list, text, JSON.stringify(request), language, MOST_SCHEDULES],
    );
    if (rows[0] === undefined) throw new RupturaError('AGENDAS_DEMAIS', { limite: MOST_SCHEDULES });
    return (await this.find(Number(rows[0].id)))!;
  }

  /** A collection of it that runs goes on. @throws RupturaError AGENDA_DESCONHECIDA */
  async remove(id: number): Promise<void> {
    const { rowCount } = await this.#pool.query('DELETE FROM ruptura.agenda_coleta WHERE id = $1', [id]);
    if (rowCount === 0) throw new RupturaError('AGENDA_DESCONHECIDA', { agenda: id });
  }

  /**
   * Says what becomes of a time that is due. It can be said once only, and of one that is being begun again.
   * @returns whether it was said now
   */
  async claim(id: number, due: Date, state: ScheduleState, late: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `UPDATE ruptura.agenda_coleta
       SET vista_ate = $2, horario = $2, estado = $3, atraso_s = $4, coleta_id = NULL, total = NULL,
         com_sucesso = NULL, com_falha = NULL, erro = NULL
       WHERE id = $1 AND (vista_ate < $2 OR (estado = 'starting' AND horario = $2))`,
      [id, due, state, late],
    );
    return rowCount === 1;
  }

  /** Says by which collection a time that was claimed is being done. */
  async running(id: number, due: Date, collection: string): Promise<void> {
    await this.#pool.query(
      `UPDATE ruptura.agenda_coleta SET estado = 'running', coleta_id = $3
       WHERE id = $1 AND horario = $2 AND estado = 'starting'`,
      [id, due, collection],
    );
  }

  /** Says how the time that was claimed last came out. */
  async note(id: number, due: Date, noted: Partial<Omit<LastTime, 'due' | 'late'>>): Promise<void> {
    const { state, collection, counts, error } = noted;
    await this.#pool.query(
      `UPDATE ruptura.agenda_coleta
       SET estado = coalesce($3, estado), coleta_id = coalesce($4, coleta_id), total = coalesce($5, total),
         com_sucesso = coalesce($6, com_sucesso), com_falha = coalesce($7, com_falha), erro = coalesce($8, erro)
       WHERE id = $1 AND horario = $2`,
      [
        ...[id, due, state ?? null, collection ?? null],
        ...[counts?.total ?? null, counts?.succeeded ?? null, counts?.failed ?? null],
        error == null ? null : JSON.stringify({ code: error.code, params: error.params }),
      ],
    );
  }

  /** The time zone of the business, by whose clock schedules go. */
  async timeZone(): Promise<string> {
    const { rows } = await this.#pool.query<{ chave: string; valor: string }>(
      'SELECT chave, valor FROM ruptura.configuracao',
    );
    return answerRules(new Map(rows.map(({ chave, valor }) => [chave, valor]))).timeZone;
  }
}

function scheduleOf(row: Row): StoredSchedule {
  return {
    id: Number(row.id),
    list: row.lista,
    text: row.agenda,
    request: row.pedido,
    language: row.idioma,
    createdAt: row.criada_em,
    seenUntil: row.vista_ate,
    last: lastTimeOf(row),
  };
}

function lastTimeOf(row: Row): LastTime | null {
  if (row.horario === null || row.estado === null) return null;
  const { total, com_sucesso: succeeded, com_falha: failed } = row;
  const isCounted = total !== null && succeeded !== null && failed !== null;
  return {
    due: row.horario,
    late: row.atraso_s ?? 0,
    state: row.estado,
    collection: row.coleta_id,
    counts: isCounted ? { total, succeeded, failed } : null,
    error: row.erro === null ? null : new RupturaError(row.erro.code, row.erro.params),
  };
}
