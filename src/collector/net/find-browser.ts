import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];

/** Path of an installed Chromium or Chrome: that of CHROMIUM where it is set, else the first one found; or null. */
export function findBrowser(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const named = environment['CHROMIUM'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  return places(environment, platform).find(isProgram) ?? null;
}

/**
 * Path of the browser to use.
 * @throws RupturaError NAVEGADOR_AUSENTE, which says what to install
 */
export function requireBrowser(): string {
  const found = findBrowser();
  if (found === null) throw new RupturaError('NAVEGADOR_AUSENTE');
  return found;
}

function places(environment: Environment, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') {
    const folders = WINDOWS_FOLDERS.map((name) => environment[name] ?? '').filter((folder) => folder !== '');
    return folders.flatMap((folder) => WINDOWS.map((place) => `${folder}\\${place}`));
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return platform === 'darwin' ? [...onPath, ...MAC] : onPath;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
