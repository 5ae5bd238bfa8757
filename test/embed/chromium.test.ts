/** Getting a browser for the tests of pages, on machines made up of a folder: a PATH of our own, an apt-get of our own. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureChromium, findChromium } from '../../scripts/chromium.mjs';
import { sentence } from '../../scripts/messages.mjs';

const ROOT = 0;
const SOMEBODY = 1000;

describe('getting a Chromium', () => {
  let machine = '';
  let announced = 0;

  beforeEach(() => {
    machine = mkdtempSync(join(tmpdir(), 'ruptura-machine-'));
    mkdirSync(join(machine, 'bin'));
    announced = 0;
  });
  afterEach(() => {
    rmSync(machine, { recursive: true, force: true });
  });

  function program(name: string, text = 'true'): string {
    const path = join(machine, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Writes down how it is called; `install` puts a chromium there if it may. */
  const aptGet = (install: string): string =>
    program(
      'apt-get',
      `echo "$DEBIAN_FRONTEND $*" >> ${machine}/calls
       if [ "$1" = update ]; then : > ${machine}/lists; exit 0; fi
       ${install}`,
    );
  const PUT = (at: string): string =>
    `printf '#!/bin/sh\\n' > ${at}/bin/chromium; /bin/chmod 755 ${at}/bin/chromium`;
  const calls = (): string[] =>
    existsSync(join(machine, 'calls')) ? readFileSync(join(machine, 'calls'), 'utf8').trim().split('\n') : [];
  const INSTALL = 'noninteractive install -y --no-install-recommends chromium';

  const ensure = (user: number, environment: Record<string, string> = {}) =>
    ensureChromium(() => announced++, { PATH: join(machine, 'bin'), ...environment }, user);

  it('takes an installed one, whoever asks, and installs nothing', () => {
    aptGet(PUT(machine));
    const path = program('google-chrome');
    expect(ensure(ROOT)).toEqual({ path });
    expect(ensure(SOMEBODY)).toEqual({ path });
    expect([calls(), announced]).toEqual([[], 0]);
  });

  it('takes the one that CHROMIUM names, and no other in its place', () => {
    const path = program('mine');
    program('chromium');
    aptGet(PUT(machine));
    expect(ensure(ROOT, { CHROMIUM: path })).toEqual({ path });
    expect(ensure(ROOT, { CHROMIUM: join(machine, 'bin', 'none') })).toEqual({
      reason: 'missing',
      output: '',
    });
    expect([calls(), announced]).toEqual([[], 0]);
  });

  it('installs one for root, and says so before', () => {
    aptGet(PUT(machine));
    expect(ensure(ROOT)).toEqual({ path: join(machine, 'bin', 'chromium') });
    expect([calls(), announced]).toEqual([[INSTALL], 1]);
  });

  it('fetches the package lists of a fresh machine first', () => {
    aptGet(
      `[ -e ${machine}/lists ] || { echo 'E: Unable to locate package chromium' >&2; exit 100; }\n${PUT(machine)}`,
    );
    expect(ensure(ROOT)).toEqual({ path: join(machine, 'bin', 'chromium') });
    expect(calls()).toEqual([INSTALL, 'noninteractive update', INSTALL]);
  });

  it('passes on what apt-get said when nothing came of it', () => {
    aptGet(`echo 'E: You don’t have enough free space' >&2; exit 100`);
    const outcome = ensure(ROOT);
    expect(outcome).toEqual({ reason: 'failed', output: 'E: You don’t have enough free space' });
    expect(sentence('chromiumFailed', ['E: no space'], { LANG: 'en' })).toContain('E: no space');
  });

  it('installs nothing for anybody else, nor where there is no apt-get', () => {
    expect(ensure(ROOT)).toEqual({ reason: 'missing', output: '' });
    aptGet(PUT(machine));
    expect(ensure(SOMEBODY)).toEqual({ reason: 'missing', output: '' });
    expect([calls(), announced]).toEqual([[], 0]);
    expect(sentence('noChromium', [], {})).toMatch(/apt-get install chromium.*CHROMIUM=/);
  });

  it('does not take a file that cannot be run', () => {
    chmodSync(program('chromium'), 0o644);
    // Root may run whatever anybody may; nobody may run this.
    expect(findChromium({ PATH: join(machine, 'bin') })).toBeNull();
  });
});
