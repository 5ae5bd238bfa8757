import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import type { ImportMode } from '../contract/import-modes.ts';
import { isBackupTable } from './header.ts';
import { peopleInstant } from './people-instant.ts';
import type { FileReport, SkippedFile } from './report.ts';
import type { Source } from './source.ts';

/** One import at a time; any constant will do, and only imports use it. */
const IMPORT_LOCK = '7235424318227465217';

/** Waits until no other import is running, and keeps it so until the transaction ends. */
export async function lockImports(client: pg.ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${IMPORT_LOCK})`);
}

interface EarlierImport {
  readonly arquivo: string;
  /** As people write it. */
  readonly quando: string;
  readonly instante: string;
}

async function earlierImport(client: pg.ClientBase, source: Source): Promise<EarlierImport | null> {
  const { rows } = await client.query<EarlierImport>(
    `SELECT arquivo, ${peopleInstant('importado_em')} AS quando,
       to_char(importado_em, 'YYYY-MM-DD HH24:MI:SS') AS instante
     FROM ruptura.importacao
     WHERE conteudo_sha256 = $1 AND tabela = $2 AND NOT desfeita ORDER BY importado_em DESC LIMIT 1`,
    [source.sha256, source.mapping.table.name],
  );
  return rows[0] ?? null;
}

/**
 * Sorts out what was imported before (or stands twice in this call): skipped when found in a folder, refused when
 * named. With `again` what was imported before is taken too.
 * @throws RupturaError IMPORTACAO_REPETIDA
 */
export async function newSources(
  client: pg.ClientBase,
  sources: readonly Source[],
  again: boolean,
): Promise<{ fresh: Source[]; skipped: SkippedFile[] }> {
  const fresh: Source[] = [];
  const skipped: SkippedFile[] = [];
  for (const source of sources) {
    const twin = fresh.find((other) => other.sha256 === source.sha256 && sameTable(other, source));
    const inCall = twin === undefined ? null : { arquivo: twin.file, quando: '—', instante: '—' };
    const earlier = inCall ?? (again ? null : await earlierImport(client, source));
    if (earlier === null) fresh.push(source);
    else if (source.fromFolder)
      skipped.push({ file: source.file, reason: 'JA_IMPORTADO', importedAt: earlier.instante });
    else throw repeated(source, earlier);
  }
  return { fresh, skipped };
}

function sameTable(left: Source, right: Source): boolean {
  return left.mapping.table.name === right.mapping.table.name && left.sheet === right.sheet;
}

function repeated(source: Source, earlier: EarlierImport): RupturaError {
  return new RupturaError('IMPORTACAO_REPETIDA', {
    arquivo: source.file,
    quando: earlier.quando,
    antes: earlier.arquivo,
    opcao: '--de-novo',
  });
}

/** Opens the record of a call that stores something; returns its number. */
export async function openRecord(
  client: pg.ClientBase,
  mode: ImportMode,
  importedBy: string | null,
): Promise<string> {
  const { rows } = await client.query<{ numero: string }>(
    'INSERT INTO ruptura.gravacao (modo, importado_por) VALUES ($1, $2) RETURNING numero::text',
    [mode, importedBy],
  );
  return rows[0]!.numero;
}

/** Records a stored file. What comes only from a backup leaves no entry: putting it in twice changes nothing. */
export async function recordImport(client: pg.ClientBase, report: FileReport, number: string): Promise<void> {
  if (isBackupTable({ name: report.table })) return;
  await client.query(
    `INSERT INTO ruptura.importacao (arquivo, conteudo_sha256, tabela, gravacao, forcada, linhas_lidas, linhas_inseridas,
       linhas_atualizadas, linhas_ignoradas, linhas_rejeitadas)
     SELECT $1, $2, $3, $4, EXISTS (
       SELECT FROM ruptura.importacao WHERE conteudo_sha256 = $2 AND tabela = $3 AND NOT desfeita
     ), $5, $6, $7, $8, $9`,
    [
      report.sheet === null ? report.file : `${report.file} [${report.sheet}]`,
      report.sha256,
      report.table,
      number,
      report.read,
      report.inserted,
      report.updated,
      report.known,
      report.rejected,
    ],
  );
}
