import { render } from 'preact';
import { startLive } from '../data/live.ts';
import { applyPreferences } from '../words/preferences.ts';
import { App } from './app.tsx';
import { PAGES } from './pages.ts';
import { place, startRouter } from './router.ts';

applyPreferences();
startRouter();
fetchAhead();
startLive();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);

/** The code of the page that is opened comes while the server is asked whether it has data to show. */
function fetchAhead(): void {
  const { page } = place.value;
  // Who shows the page asks again, and says what went wrong.
  if (page !== null) PAGES[page]?.load().catch(() => undefined);
}
