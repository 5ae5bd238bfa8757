import type { FileMapAnswer } from '../../../../contract/import-wire.ts';
import { columnOf, type ExaminedFile } from './file-maps.ts';
import { WORDS } from './words.ts';

/** The first rows of a file as they stand in it, under what each column fills. */
export function SampleRows({ file, maps }: { file: ExaminedFile; maps: readonly FileMapAnswer[] }) {
  if (file.amostra.length === 0) return <p class="muted pane-note">{WORDS.say('sample_empty')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it takes the focus
    <section class="sample-scroll" tabIndex={0} aria-label={WORDS.say('view_sample')}>
      <table class="plain-table sample-table">
        <caption class="hidden-label">{WORDS.say('sample_table', { file: file.arquivo })}</caption>
        <thead>
          <tr>
            {file.titulos.map(({ posicao, titulo }) => {
              const filled = columnOf(maps, file, posicao);
              return (
                <th key={posicao} scope="col" class={filled === null ? 'column-unused' : undefined}>
                  {titulo === '' ? WORDS.say('heading_none') : titulo}
                  <span class="sample-column">{filled ?? WORDS.say('how_none')}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {file.amostra.map((row, line) => (
            <tr key={line}>
              {file.titulos.map(({ posicao }) => (
                <td
                  key={posicao}
                  class={columnOf(maps, file, posicao) === null ? 'column-unused' : undefined}
                  title={row[posicao]}
                >
                  {row[posicao]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
