import type { FileMapAnswer, ImportAnswer } from '../../../../contract/import-wire.ts';

/** A file, or a sheet of one, as it was found. */
export type ExaminedFile = ImportAnswer['exame'][number];
/** What became of a file in the dry run, or when it was stored. */
export type FileOutcome = NonNullable<ImportAnswer['relatorio']>['arquivos'][number];

/** What a person says about a file, or about a sheet of it. */
interface Said {
  readonly tabela?: string;
  readonly ignorar?: boolean;
  readonly sem_lembranca?: boolean;
  readonly colunas?: NonNullable<FileMapAnswer['colunas']>;
}

/** Tells files and sheets apart; stands in the address. */
export function keyOfFile({ numero, folha }: Pick<ExaminedFile, 'numero' | 'folha'>): string {
  return folha === null ? String(numero) : `${numero}:${folha}`;
}

function isOf(map: FileMapAnswer, { numero, folha }: Pick<ExaminedFile, 'numero' | 'folha'>): boolean {
  return map.numero === numero && (map.folha ?? null) === folha;
}

/** What was said about a file, or undefined. */
export function saidOf(maps: readonly FileMapAnswer[], file: ExaminedFile): FileMapAnswer | undefined {
  return maps.find((map) => isOf(map, file));
}

function withSaid(maps: readonly FileMapAnswer[], file: ExaminedFile, said: Said): FileMapAnswer[] {
  const { numero, folha } = file;
  const rest = maps.filter((map) => !isOf(map, file));
  return [...rest, { numero, ...(folha === null ? {} : { folha }), ...said }];
}

/** The file is of a table; what its headings fill is found anew. */
export function withTable(
  maps: readonly FileMapAnswer[],
  file: ExaminedFile,
  table: string,
): FileMapAnswer[] {
  return withSaid(maps, file, { ...memoryOf(saidOf(maps, file)), tabela: table });
}

/** The file is left out, or taken again. */
export function withIgnored(
  maps: readonly FileMapAnswer[],
  file: ExaminedFile,
  isIgnored: boolean,
): FileMapAnswer[] {
  const before = saidOf(maps, file);
  const { tabela, colunas } = before ?? {};
  return withSaid(maps, file, {
    ...memoryOf(before),
    ...(tabela === undefined ? {} : { tabela }),
    ...(colunas === undefined ? {} : { colunas }),
    ...(isIgnored ? { ignorar: true } : {}),
  });
}

/** What is remembered of such files does not hold for this one. */
export function withoutMemory(maps: readonly FileMapAnswer[], file: ExaminedFile): FileMapAnswer[] {
  return withSaid(maps, file, { sem_lembranca: true });
}

/** What stays said of a file while something else is said. */
function memoryOf(said: FileMapAnswer | undefined): Said {
  return said?.sem_lembranca === true ? { sem_lembranca: true } : {};
}

/** Nothing is said about the file any more. */
export function withoutSaid(maps: readonly FileMapAnswer[], file: ExaminedFile): FileMapAnswer[] {
  return maps.filter((map) => !isOf(map, file));
}

/**
 * A heading fills a column, or none (null). A column is filled once: the heading that filled it before lets it go.
 */
export function withColumn(
  maps: readonly FileMapAnswer[],
  file: ExaminedFile,
  position: number,
  column: string | null,
): FileMapAnswer[] {
  const { tabela, colunas = [] } = saidOf(maps, file) ?? {};
  const filled = (place: number): string | null => columnOf(maps, file, place);
  const others = file.titulos
    .map(({ posicao }) => posicao)
    .filter((place) => place !== position && column !== null && filled(place) === column);
  const changed = new Set([position, ...others]);
  const table = tabela ?? file.tabela;
  return withSaid(maps, file, {
    ...memoryOf(saidOf(maps, file)),
    // Columns are those of a table: it must not be found anew under another header.
    ...(table === null ? {} : { tabela: table }),
    colunas: [
      ...colunas.filter(({ posicao }) => !changed.has(posicao)),
      ...others.map((posicao) => ({ posicao, coluna: null })),
      { posicao: position, coluna: column },
    ],
  });
}

/** The column a heading fills: as a person said, else as it was found. */
export function columnOf(
  maps: readonly FileMapAnswer[],
  file: ExaminedFile,
  position: number,
): string | null {
  const said = saidOf(maps, file)?.colunas?.find(({ posicao }) => posicao === position);
  if (said !== undefined) return said.coluna;
  return file.titulos.find(({ posicao }) => posicao === position)?.coluna ?? null;
}
