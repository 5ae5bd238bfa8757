import { render } from 'preact';
import { startLive } from '../data/live.ts';
import { applyPreferences } from '../words/preferences.ts';
import { App } from './app.tsx';
import { startRouter } from './router.ts';

applyPreferences();
startRouter();
startLive();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
