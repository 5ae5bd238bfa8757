import type { InputTableName } from '../../../../contract/tables.ts';
import { apiPath } from '../../data/api.ts';
import { Skeleton } from '../../parts/states.tsx';
import { formats } from '../../words/words.ts';
import { DropArea } from './drop-area.tsx';
import { RememberedMaps } from './remembered-maps.tsx';
import { StoredImports } from './stored-imports.tsx';
import { columnTitle, INPUT_TABLE_NAMES, tableTitle, useTables } from './table-titles.ts';
import { WORDS } from './words.ts';

/** The first step: files. */
export function ChooseStep({
  isOver,
  onFiles,
}: {
  isOver: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  return (
    <div class="choose">
      <div class="choose-left">
        <DropArea isOver={isOver} onFiles={onFiles} />
        <StoredImports />
        <RememberedMaps />
      </div>
      <Accepted />
    </div>
  );
}

function Accepted() {
  const tables = useTables();
  return (
    <section class="accepted">
      <h2>{WORDS.say('accepted')}</h2>
      <p class="muted">{WORDS.say('accepted_hint')}</p>
      {tables === null ? (
        <Skeleton lines={6} />
      ) : (
        <ul>
          {INPUT_TABLE_NAMES.map((name) => {
            const required = tables
              .find(({ tabela }) => tabela === name)
              ?.colunas.filter(({ obrigatoria }) => obrigatoria);
            return (
              <li key={name}>
                <span class="accepted-name">
                  <span class="strong">{tableTitle(name)}</span> <code class="muted">{name}</code>
                  <span class="accepted-templates">
                    {WORDS.say('template')} <TemplateLink table={name} format="xlsx" title="XLSX" />{' '}
                    <TemplateLink table={name} format="csv-br" title="CSV" />
                  </span>
                </span>
                <span class="accepted-columns">
                  <span class="hidden-label">{WORDS.say('required')}: </span>
                  {required?.map(({ coluna }) => (
                    <span key={coluna} class="chip" title={coluna}>
                      {columnTitle(name, coluna)}
                    </span>
                  ))}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** An empty file of a table, in the language of the page. */
function TemplateLink({ table, format, title }: { table: InputTableName; format: string; title: string }) {
  const path = apiPath(`/api/importacao/modelos/${table}`, {
    formato: format,
    idioma: formats().language,
  });
  return (
    <a
      href={path}
      download
      aria-label={WORDS.say('template_of', { table: tableTitle(table), format: title })}
    >
      {title}
    </a>
  );
}
