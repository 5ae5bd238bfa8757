import { query } from '../../app/router.ts';
import { CollectionList } from './collection-list.tsx';
import { CollectionPage } from './collection-page.tsx';
import { ScheduleList } from './schedule-list.tsx';
import { StartForm } from './start-form.tsx';
import { WORDS } from './words.ts';

/** Collections of attachments: one of them, or all with what begins another. */
export function ColetasPage() {
  const id = query.value.get('coleta');
  if (id !== null) return <CollectionPage key={id} id={id} />;
  return (
    <div class="coletas">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
      </div>
      <div class="coletas-home">
        <StartForm />
        <div class="coletas-done">
          <ScheduleList />
          <CollectionList />
        </div>
      </div>
    </div>
  );
}
