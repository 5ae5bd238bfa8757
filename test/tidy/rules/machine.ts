import type { Finding, HouseFile, Rule } from '../tree.ts';

// Written in pieces, so that this file does not find itself.
const FOLDERS = ['work', 'farm', 'root', 'home/[a-z][\\w-]*', 'Users/\\w+'].join('|');
const MACHINE_PATH = new RegExp(`(?<![\\w./*~-])/(${FOLDERS})/[\\w.]`);
const REGISTRY = new RegExp(
  ['registry\\.npm', 'npm' + 'mirror', 'verda' + 'ccio', 'arti' + 'factory'].join('|'),
);

/** Nothing tracked knows the machine it was written on or the registry it was installed from. */
export const machine: Rule = (tree) => tree.filter((file) => file.text !== '').flatMap(checkLines);

function checkLines(file: HouseFile): readonly Finding[] {
  if (!MACHINE_PATH.test(file.text) && !REGISTRY.test(file.text)) return [];
  return file.text.split('\n').flatMap((text, index) => {
    const match = MACHINE_PATH.exec(text) ?? REGISTRY.exec(text);
    return match === null
      ? []
      : [{ path: file.path, line: index + 1, message: `names a machine: ${match[0]}` }];
  });
}
