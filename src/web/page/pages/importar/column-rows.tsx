import type { FileMapAnswer } from '../../../../contract/import-wire.ts';
import { Badge } from '../../parts/badge.tsx';
import { formats } from '../../words/words.ts';
import { columnOf, type ExaminedFile, type FileOutcome } from './file-maps.ts';
import { columnTitle, useTables } from './table-titles.ts';
import { WORDS } from './words.ts';

type Heading = ExaminedFile['titulos'][number];
const EXAMPLES = 3;

/** The headings of a file, and what each of them fills. A choice takes effect at once. */
export function ColumnRows(props: {
  file: ExaminedFile;
  report: FileOutcome | undefined;
  maps: readonly FileMapAnswer[];
  onColumn: (position: number, column: string | null) => void;
}) {
  const { file, report, maps, onColumn } = props;
  const columns = useTables()?.find(({ tabela }) => tabela === file.tabela)?.colunas ?? [];
  return (
    <table class="plain-table columns-table">
      <caption class="hidden-label">{WORDS.say('columns_table', { file: file.arquivo })}</caption>
      <thead>
        <tr>
          <th scope="col">{WORDS.say('column_heading')}</th>
          <th scope="col">{WORDS.say('column_examples')}</th>
          <th scope="col">{WORDS.say('column_fills')}</th>
          <th scope="col">{WORDS.say('column_how')}</th>
          <th scope="col">{WORDS.say('column_written')}</th>
        </tr>
      </thead>
      <tbody>
        {file.titulos.map((heading) => {
          const name = heading.titulo === '' ? WORDS.say('heading_none') : heading.titulo;
          const filled = columnOf(maps, file, heading.posicao);
          return (
            <tr key={heading.posicao} class={filled === null ? 'column-unused' : undefined}>
              <th scope="row" title={name}>
                {name}
              </th>
              <td class="examples" title={examplesOf(file, heading)}>
                {examplesOf(file, heading)}
              </td>
              <td>
                <label class="field">
                  <select
                    aria-label={WORDS.say('column_of', { heading: name })}
                    value={filled ?? ''}
                    disabled={file.tabela === null}
                    onChange={({ currentTarget }) =>
                      onColumn(heading.posicao, currentTarget.value === '' ? null : currentTarget.value)
                    }
                  >
                    <option value="">{WORDS.say('fills_none')}</option>
                    {columns.map(({ coluna, obrigatoria }) => (
                      <option key={coluna} value={coluna}>
                        {`${columnTitle(file.tabela, coluna)}${obrigatoria ? ' *' : ''} (${coluna})`}
                      </option>
                    ))}
                  </select>
                </label>
              </td>
              <td>
                <How heading={heading} table={file.tabela} />
              </td>
              <td class="muted nowrap">{writtenOf(report, filled)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function How({ heading, table }: { heading: Heading; table: string | null }) {
  const { como, sugestao } = heading;
  if (como === null) {
    return (
      <span class="muted">
        {sugestao === null
          ? WORDS.say('how_none')
          : WORDS.say('how_suggestion', { column: columnTitle(table, sugestao) })}
      </span>
    );
  }
  const tone =
    como === 'INFORMADA' || como === 'LEMBRADA' ? 'accent' : como === 'IGNORADA' ? 'neutral' : 'ok';
  return (
    <Badge tone={tone} icon={como === 'IGNORADA' ? 'minus' : 'check'} outline={como === 'IGNORADA'}>
      {WORDS.say(`how_${como}`)}
    </Badge>
  );
}

/** The first values of a column that are not blank. */
function examplesOf({ amostra }: ExaminedFile, { posicao }: Heading): string {
  const values = amostra.map((row) => (row[posicao] ?? '').trim()).filter((value) => value !== '');
  return [...new Set(values)].slice(0, EXAMPLES).join(' · ');
}

/** How the numbers or dates of a column are written, where the dry run could tell. */
function writtenOf(report: FileOutcome | undefined, column: string | null): string {
  const found = report?.colunas.find(({ coluna }) => coluna === column);
  if (found === undefined) return '';
  if (found.decimal === 'comma') return WORDS.say('decimal_comma');
  if (found.decimal === 'point') return WORDS.say('decimal_point');
  if (found.datas.length === 0) return '';
  return WORDS.say('dates', { styles: found.datas.map(dateStyle).join(', ') });
}

/** `dd/mm/yyyy` is `dd/mm/aaaa` in Portuguese. */
function dateStyle(style: string): string {
  return formats().language === 'pt-BR' ? style.replaceAll('y', 'a') : style;
}
