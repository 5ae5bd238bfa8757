import { TERM_NAMES } from '../../../../i18n/page-glossario-labels.ts';
import { GLOSSARY } from '../../words/glossary-words.ts';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';

/** All terms and what they mean, by the alphabet. */
export function GlossarioPage() {
  const terms = TERM_NAMES.map((term) => ({
    term,
    name: GLOSSARY.say(`name_${term}`),
    text: GLOSSARY.say(`is_${term}`),
  })).sort((a, b) => a.name.localeCompare(b.name, language.value));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="glossary" aria-label={SHELL.say('page_glossario')} tabIndex={0}>
      <div class="page-head">
        <h1>{SHELL.say('page_glossario')}</h1>
      </div>
      <p class="muted">{GLOSSARY.say('lead')}</p>
      <dl>
        {terms.map(({ term, name, text }) => (
          <div key={term}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
