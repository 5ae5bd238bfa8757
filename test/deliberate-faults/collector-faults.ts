import type { Fault } from './fault.ts';

const FINDER = ['src/collector/reading/finder.test.ts'];
const TRANSFER = ['src/collector/bringing/transfer.test.ts'];
const FOLDER = ['src/collector/folder/purchase-folder.test.ts'];
const QUEUE = ['src/collector/run/lease-queue.test.ts'];

/** From a page of a portal to files in a folder. */
export const COLLECTOR_FAULTS: readonly Fault[] = [
  {
    file: 'src/collector/reading/finder.ts',
    what: 'links of the menu are brought as attachments',
    right: "if (kind === 'navigation') return false;",
    wrong: '',
    guards: FINDER,
  },
  {
    file: 'src/collector/reading/finder.ts',
    what: 'a file that is linked twice loses its better name',
    right: '[...new Set([...former.names, ...one.names])]',
    wrong: 'one.names',
    guards: FINDER,
  },
  {
    file: 'src/collector/reading/finder.ts',
    what: 'pages of strangers that a portal shows in a frame are read with the session',
    right: '.filter((url) => new URL(url).origin === origin && url !== page.url);',
    wrong: '.filter((url) => new URL(url).origin !== null && url !== page.url);',
    guards: FINDER,
  },
  {
    file: 'src/collector/bringing/transfer.ts',
    what: 'a document that was cut on its way is kept as if it were whole',
    right: 'if (looksCut(ends.head, ends.tail) && this.#cutSha256 !== sha256) {',
    wrong: 'if (looksCut(ends.head, ends.tail) && this.#cutSha256 === sha256) {',
    guards: TRANSFER,
  },
  {
    file: 'src/collector/bringing/transfer.ts',
    what: 'a page of the portal is kept as the file',
    right: 'if (problem !== null) throw problem;',
    wrong: '',
    guards: TRANSFER,
  },
  {
    file: 'src/collector/bringing/same-bytes.ts',
    what: 'what a portal in trouble sends once is kept as the file',
    right: 'const TIMES = 3;',
    wrong: 'const TIMES = 1;',
    guards: TRANSFER,
  },
  {
    file: 'src/collector/bringing/part-file.ts',
    what: 'a file that is gone on with loses its beginning',
    right: "this.#received === 0 ? 'w' : 'r+'",
    wrong: "'w'",
    guards: TRANSFER,
  },
  {
    file: 'src/collector/bringing/attachment-name.ts',
    what: 'files are called after their link, not what the portal calls them',
    right: 'const given = [dispositionName(disposition), ...names, urlName(url)];',
    wrong: 'const given = [...names, dispositionName(disposition), urlName(url)];',
    guards: ['src/collector/bringing/attachment-name.test.ts'],
  },
  {
    file: 'src/collector/bringing/file-kind.ts',
    what: 'an error page under the name of a PDF counts as the PDF',
    right: "if (looksLikePage(first) && !mayBePage(extension, first)) return 'HTML_AS_FILE';",
    wrong: '',
    guards: ['src/collector/bringing/file-kind.test.ts'],
  },
  {
    file: 'src/collector/retry.ts',
    what: 'a portal puts a worker to sleep for a day',
    right: 'const asked = Math.min(error.retryAfterMs, patience.longestRetryAfterMs);',
    wrong: 'const asked = error.retryAfterMs;',
    guards: ['src/collector/retry.test.ts'],
  },
  {
    file: 'src/collector/safe-name.ts',
    what: 'an attachment called manifest.json takes the place of the manifest',
    right: 'if (OWN_NAMES.test(name)) return',
    wrong: "if (name === '') return",
    guards: ['src/collector/safe-name.test.ts'],
  },
  {
    file: 'src/collector/folder/purchase-folder.ts',
    what: 'a file that somebody changed counts as brought',
    right: 'if (file?.bytes === bytes && (await this.#hashOf(name, file)) === sha256) return name;',
    wrong: 'if (file?.bytes === bytes) return name;',
    guards: FOLDER,
  },
  {
    file: 'src/collector/folder/settled-names.ts',
    what: 'of two files whose names differ in capitals one overwrites the other on Windows',
    right: 'for (let count = 2; taken.has(nameKey(name)); count++)',
    wrong: 'for (let count = 2; taken.has(name); count++)',
    guards: FOLDER,
  },
  {
    file: 'src/collector/folder/purchase-folder.ts',
    what: 'names of files follow the clock instead of the page',
    right: 'for (const entry of [...shown, ...former]) {',
    wrong: 'for (const entry of this.#manifest.arquivos) {',
    guards: ['src/collector/folder/names-by-page.test.ts'],
  },
  {
    file: 'src/collector/folder/folder-layout.ts',
    what: 'a template puts the files of all purchases into one folder',
    right: "if (!isApart(segments.at(-2)!)) refuse('{po}');",
    wrong: '',
    guards: ['src/collector/folder/folder-layout.test.ts'],
  },
  {
    file: 'src/collector/folder/journal.ts',
    what: 'after a crash within a line every later result is lost',
    right: 'await file.truncate(content.wholeBytes);',
    wrong: '',
    guards: ['src/collector/folder/journal.test.ts'],
  },
  {
    file: 'src/collector/folder/result-file.ts',
    what: 'a purchase that is listed twice stays open in its second row',
    right: '?? []) {\n      const supplier',
    wrong:
      '?? []) {\n      if (row !== this.#rowsOf.get(outcome.number)![0]) continue;\n      const supplier',
    guards: ['src/collector/folder/result-file.test.ts'],
  },
  {
    file: 'src/collector/run/lease-queue.ts',
    what: 'a purchase that kills its worker is tried once too often',
    right: 'if (lease.attempt >= this.#attempts) {',
    wrong: 'if (lease.attempt > this.#attempts) {',
    guards: QUEUE,
  },
  {
    file: 'src/collector/run/lease-queue.ts',
    what: 'signing in anew costs purchases an attempt',
    right: 'used: lease.attempt - 1 });',
    wrong: 'used: lease.attempt });',
    guards: QUEUE,
  },
  {
    file: 'src/collector/run/circuit-breaker.ts',
    what: 'after its rest a failing portal gets everything at once',
    right: 'if (this.#isTrying) return false;',
    wrong: '',
    guards: ['src/collector/run/circuit-breaker.test.ts'],
  },
  {
    file: 'src/collector/run/collection-state.ts',
    what: 'a purchase that is told done twice counts twice',
    right: 'if (this.#finished.has(outcome.number)) return;',
    wrong: '',
    guards: ['src/collector/run/collection-state.test.ts'],
  },
  {
    file: 'src/collector/run/transfer-places.ts',
    what: 'a worker has one transfer more than it may',
    right: 'this.inside(worker) < this.#perWorker',
    wrong: 'this.inside(worker) <= this.#perWorker',
    guards: ['src/collector/run/transfer-places.test.ts'],
  },
  {
    file: 'src/collector/run/kept-outcomes.ts',
    what: 'results are told that the disk did not take',
    right: 'if (isKept) this.#finished.set(',
    wrong: 'this.#finished.set(',
    guards: ['src/collector/run/coordinator.test.ts'],
  },
];
