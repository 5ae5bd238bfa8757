import { apiPath } from '../data/api.ts';
import { language } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { LinkButton } from './button.tsx';
import { Menu } from './menu.tsx';

/** Another list of the same rows, as a workbook. */
export interface FurtherExport {
  readonly title: string;
  readonly path: string;
}

/**
 * What is shown, as a file of each format, in the language of the page. `pathOf` is told the format as
 * `/api/exportar/…` names it.
 */
export function ExportMenu(props: {
  pathOf: (format: string) => string;
  further?: readonly FurtherExport[];
}) {
  const { pathOf, further = [] } = props;
  const link = (title: string, path: string) => (
    <LinkButton key={title} href={apiPath(path, { idioma: language.value })} download>
      {title}
    </LinkButton>
  );
  return (
    <Menu label={SHELL.say('export')} icon="download" bare align="end">
      {() => (
        <div class="choices">
          {link(SHELL.say('export_xlsx'), pathOf('xlsx'))}
          {further.map(({ title, path }) => link(title, path))}
          {link(SHELL.say('export_csv_br'), pathOf('csv-br'))}
          {link(SHELL.say('export_csv_iso'), pathOf('csv-iso'))}
        </div>
      )}
    </Menu>
  );
}
