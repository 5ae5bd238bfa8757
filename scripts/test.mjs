// npm test and npm run test:slow: set up what is missing, then run the tests, with the parameters passed on.
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
Promise.all([import('./setup.mjs'), import('./run-tests.mjs')]).then(
  async ([{ ensureReady }, { prepareBrowser, runTests }]) => {
    await ensureReady();
    prepareBrowser();
    await runTests();
  },
);
