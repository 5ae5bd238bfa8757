import { LANGUAGES } from '../../../contract/language.ts';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/fields.tsx';
import { Menu } from '../parts/menu.tsx';
import { language, shortcutsOn, THEMES, theme } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';
import { LiveIndicator } from './live-indicator.tsx';
import { Search } from './search.tsx';
import { openHelp } from './shortcut-help.tsx';

/** Search, the state of the data, and how the pages look and speak. */
export function Header(props: { isNavigationOpen: boolean; onToggleNavigation: () => void }) {
  return (
    <header class="header">
      <Button
        kind="quiet"
        icon="menu"
        aria-label={SHELL.say('navigation_toggle')}
        aria-expanded={props.isNavigationOpen}
        aria-controls="paginas"
        onClick={props.onToggleNavigation}
      />
      <Search />
      <div class="header-end">
        <LiveIndicator />
        <Button kind="quiet" icon="question" aria-label={SHELL.say('help')} onClick={openHelp} />
        <Preferences />
      </div>
    </header>
  );
}

function Preferences() {
  return (
    <Menu label={SHELL.say('preferences')} icon={theme.value === 'dark' ? 'moon' : 'sun'} bare align="end">
      {() => (
        <div class="choices">
          <span class="choices-title">{SHELL.say('theme')}</span>
          <Select
            label={SHELL.say('theme')}
            value={theme.value}
            choices={THEMES.map((value) => ({ value, label: SHELL.say(`theme_${value}`) }))}
            onChange={(value) => {
              theme.value = value;
            }}
          />
          <span class="choices-title">{SHELL.say('language')}</span>
          <Select
            label={SHELL.say('language')}
            value={language.value}
            choices={LANGUAGES.map((value) => ({ value, label: SHELL.say(`language_${value}`) }))}
            onChange={(value) => {
              language.value = value;
            }}
          />
          <label class="choice">
            <input
              type="checkbox"
              checked={shortcutsOn.value}
              onChange={({ currentTarget }) => {
                shortcutsOn.value = currentTarget.checked;
              }}
            />
            <span>{SHELL.say('shortcuts_on')}</span>
          </label>
        </div>
      )}
    </Menu>
  );
}
