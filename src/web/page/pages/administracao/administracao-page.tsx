import { pageAddress, query } from '../../app/router.ts';
import { SectionLinks } from '../../parts/section-links.tsx';
import { BadDataSection } from './bad-data.tsx';
import { HealthSection } from './health-section.tsx';
import { SettingsSection } from './settings-section.tsx';
import { WORDS } from './words.ts';

const SECTIONS = ['saude', 'configuracao', 'dados'] as const;
type Section = (typeof SECTIONS)[number];

/** How the program is, what is in force, and what is wrong with the data. */
export function AdministracaoPage() {
  const asked = query.value.get('secao');
  const current: Section = SECTIONS.find((section) => section === asked) ?? 'saude';
  return (
    <div class="admin">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <SectionLinks
          label={WORDS.say('sections')}
          current={current}
          sections={SECTIONS.map((id) => ({
            id,
            title: WORDS.say(`section_${id}`),
            href: pageAddress('administracao', {}, { secao: id === 'saude' ? null : id }),
          }))}
        />
        <div class="admin-links">
          <a href="/docs">{WORDS.say('link_docs')}</a>
          <a href="/metrics">{WORDS.say('link_metrics')}</a>
        </div>
      </div>
      {current === 'saude' && <HealthSection />}
      {current === 'configuracao' && <SettingsSection />}
      {current === 'dados' && <BadDataSection />}
    </div>
  );
}
