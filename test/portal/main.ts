/**
 * A local portal that imitates Coupa, for tests and measurements: real HTTP on loopback, nothing but Node.js.
 *
 * Run it:      npx tsx test/portal/main.ts '{"preset":"slow"}'     prints {"base":"http://127.0.0.1:41234"}
 * In a test:   const portal = await startPortal({ preset: 'faulty', seed: 7 })        (start.ts)
 * On its own:  const portal = await spawnPortal({ preset: 'slow', purchases: 24 })       (spawn.ts)
 *
 * Everything comes from the options (options.ts), above all the seed: which purchases there are (from 15262900 on), what
 * each is like (scene-names.ts), and every byte of every file. `expectedFiles(po)` says names, lengths and SHA-256
 * without asking the portal, so that each stored file can be compared.
 *
 *   sign in       /sessions/new, or `await storageState(base)`: a Playwright storage state; `expiredState(base)` too
 *   pages         /user/home, /order_headers/{number}, /requisition_headers/{number}: all lead to the sign-in otherwise
 *   files         /order_headers/{number}/attachment_file/{file}, /attachments/{file}/download, /files/{file}
 *   other host    the same port by the name localhost: signed addresses of files, and a picture that watches visitors
 *   faults        setFault(po, { on: 'file', which: 0, kind: 'cut', manner: 'length', times: 1 })      (faults.ts)
 *   switching     POST /portal-control, for a portal in another process                             (control.ts)
 *
 * Variants: every portal has, besides its purchases, one of each kind of page that portals have been seen to answer with
 * (variants/, by topic). `portal.variants` says of each its number, what stands in the list (`written`), and what is right
 * in the end (`ending`); `expectedFiles(number)` its files by part, `record(number)` all that is known of it. Their pages,
 * and those of the scene `realistic`, are written as production's are (order-page/): nothing announces what comes late.
 *
 * Drawn: `startPortal({ scenes: ['drawn'], purchases: 200, seed })` has purchases whose pages are put together by chance;
 * each is to be collected whole, or is without any files and says so (drawn-pages.ts).
 *
 * A proxy: `startProxy({ hosts: { 'coupa.example': portal.port } })` (proxy.ts) gives the portal a name that nobody else
 * knows, and writes down what went through; with `onlyThroughProxy` the portal cuts whoever comes past it. Sign in with
 * `storageState(portal.base, 'http://coupa.example')`. `refusedAgents` refuses visitors that do not call themselves
 * browsers; `setClosed({ status: 503, retryAfter: 3600 })` closes the portal for everybody; `stats().harms` counts what
 * a visitor changed that only wanted to read, `stats().printed` documents that are no attachments.
 *
 * Presets: `realistic` is that of the measurements on such pages, comments mounted between 0 and 5 s; `fast` has no latency and one purchase of each scene; `slow` is that of the measurements (pages 300 ms with 24
 * assets, 6 files of 0.2 to 2 MB a purchase with 150 to 300 ms each); `faulty` lets a quarter of all pages and files go
 * wrong at their first tries, and ends all sessions once in the middle. All that goes wrong by chance ends after two
 * tries, so everything can be had in the end.
 */
import type { PortalOptions } from './options.ts';
import { startPortal } from './start.ts';

const portal = await startPortal(JSON.parse(process.argv[2] ?? '{}') as Partial<PortalOptions>);

if (process.send === undefined) {
  process.stdout.write(`${JSON.stringify({ base: portal.base })}\n`);
} else {
  process.send({ base: portal.base });
  // Whoever started it has gone.
  process.on('disconnect', () => process.exit());
}
