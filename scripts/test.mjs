// npm test: sets up what is missing, then runs every test, with the parameters passed on.
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
Promise.all([import('./setup.mjs'), import('./run-tests.mjs')]).then(
  async ([{ ensureReady }, { prepareBrowser, runTests }]) => {
    await ensureReady();
    prepareBrowser();
    await runTests();
  },
);
