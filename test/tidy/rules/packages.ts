import type { Finding, HouseFile, Rule } from '../tree.ts';

/** Dependencies that package-lock.json repeats. */
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * Versions are exact, and the lock file tied to no registry and to no system: an installation is the same everywhere.
 */
export const packages: Rule = (tree) => [...tree.flatMap(checkManifest), ...outOfStep(tree)];

/** Both files name the same direct dependencies: the installation would mend a difference without a word. */
function outOfStep(tree: readonly HouseFile[]): readonly Finding[] {
  const lock = tree.find((file) => file.path === 'package-lock.json');
  const manifest = tree.find((file) => file.path === 'package.json');
  if (lock === undefined || manifest === undefined) return [];
  const wanted: unknown = JSON.parse(manifest.text);
  const root = recordIn(recordIn(JSON.parse(lock.text), 'packages'), '');
  return GROUPS.filter((group) => sorted(recordIn(wanted, group)) !== sorted(recordIn(root, group))).map(
    (group) => ({
      path: lock.path,
      line: 0,
      message: `${group} differ from package.json: run npm install`,
    }),
  );
}

function sorted(versions: object): string {
  return JSON.stringify(Object.entries(versions).sort());
}

function checkManifest(file: HouseFile): readonly Finding[] {
  if (file.path === 'package-lock.json') return [...resolvedLines(file), ...missingSystems(file)];
  if (file.path === 'package.json') return looseVersions(file);
  return [];
}

function resolvedLines(file: HouseFile): readonly Finding[] {
  return file.text.split('\n').flatMap((text, index) => {
    if (!/"resolved":\s*"http/.test(text)) return [];
    return [
      { path: file.path, line: index + 1, message: 'names a host (see omit-lockfile-registry-resolved)' },
    ];
  });
}

/** Packages made for one system each: npm ci refuses a lock file that lacks one of them, on whatever system. */
function missingSystems(file: HouseFile): readonly Finding[] {
  if (!file.text.includes('"optionalDependencies"')) return [];
  const locked = recordIn(JSON.parse(file.text), 'packages');
  const names = new Set(
    Object.keys(locked).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  return Object.entries(locked).flatMap(([path, entry]) =>
    Object.keys(recordIn(entry, 'optionalDependencies'))
      .filter((name) => !names.has(name))
      .map((name) => ({ path: file.path, line: 0, message: `lacks ${name}, a part of ${path}` })),
  );
}

function looseVersions(file: HouseFile): readonly Finding[] {
  const manifest: unknown = JSON.parse(file.text);
  return [...GROUPS, 'overrides']
    .flatMap((group) => Object.entries(recordIn(manifest, group)))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))
    .map(([name, version]) => ({ path: file.path, line: 0, message: `${name}: "${version}" is not exact` }));
}

function recordIn(manifest: unknown, group: string): object {
  if (typeof manifest !== 'object' || manifest === null) return {};
  const found: unknown = Object.entries(manifest).find(([name]) => name === group)?.[1];
  return typeof found === 'object' && found !== null ? found : {};
}
