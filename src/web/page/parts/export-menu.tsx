import { SHELL } from '../words/shell-words.ts';
import { LinkButton } from './button.tsx';
import { Menu } from './menu.tsx';

/** What is shown, as a file of each format. `pathOf` is told the format as `/api/exportar/…` names it. */
export function ExportMenu({ pathOf }: { pathOf: (format: string) => string }) {
  return (
    <Menu label={SHELL.say('export')} icon="download" bare align="end">
      {() => (
        <div class="choices">
          <LinkButton href={pathOf('xlsx')} download>
            {SHELL.say('export_xlsx')}
          </LinkButton>
          <LinkButton href={pathOf('csv-br')} download>
            {SHELL.say('export_csv_br')}
          </LinkButton>
          <LinkButton href={pathOf('csv-iso')} download>
            {SHELL.say('export_csv_iso')}
          </LinkButton>
        </div>
      )}
    </Menu>
  );
}
