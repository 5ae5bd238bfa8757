/** @typedef {{ status: string, assertionResults: readonly { status: string }[] }} FileResult one file of vitest's JSON report */

/**
 * `N passed, N failed`, and how many were skipped if any. A file that could not be loaded counts as one failure, and
 * so does a run that ended badly for a reason outside every test: the line never looks better than the exit code.
 * @param {readonly FileResult[]} files
 * @param {number} code exit code of the run
 * @returns {string}
 */
export function countLine(files, code) {
  const states = files.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = states.filter((state) => state === 'passed').length;
  const unloaded = files.filter(isUnloaded).length;
  const failed = states.filter((state) => state === 'failed').length + unloaded;
  const skipped = states.length + unloaded - passed - failed;
  const line = `${passed} passed, ${failed === 0 && code !== 0 ? 1 : failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** @param {FileResult} file */
function isUnloaded(file) {
  return file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed');
}
