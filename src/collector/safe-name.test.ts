import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey, numberedName, safeFileName, safeFolderName, splitName } from './safe-name.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const PIECES = [
  '..',
  '/',
  '\\',
  'CON',
  'nul',
  'COM¹',
  '.part',
  'manifest.json',
  '\u202e',
  '\u0301',
  'á',
  '\ud800',
  '😀',
  '👨‍👩‍👧',
  '\0',
  ':',
  ' ',
  '.',
  '\u200b',
  'ﾊﾟ',
  '‮',
  '.pdf',
  'x'.repeat(120),
  'ç'.repeat(90),
];
const raw = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')),
);

describe('a safe file name', () => {
  it.each([
    ['Contrato nº 12/2026.pdf', 'Contrato nº 12_2026.pdf'],
    ['../../etc/passwd', '__.._etc_passwd'],
    ['a<b>c:d"e|f?g*.pdf', 'a_b_c_d_e_f_g_.pdf'],
    ['  name \t\n with   blanks .pdf. . ', 'name with blanks .pdf'],
    ['CON', '_CON'],
    ['con.pdf', '_con.pdf'],
    ['LPT¹.txt', '_LPT¹.txt'],
    ['aux .tar.gz', '_aux .tar.gz'],
    ['console.pdf', 'console.pdf'],
    ['.htaccess', '_htaccess'],
    ['fatura\u202Efdp.exe', 'faturafdp.exe'],
    ['a\u0301.pdf', 'á.pdf'],
    ['zero\u200bwidth\ufeff.pdf', 'zerowidth.pdf'],
    ['a\0b\u0007\u009f.pdf', 'ab.pdf'],
    ['manifest.json', 'manifest_.json'],
    ['Manifest.JSON', 'Manifest_.JSON'],
    ['half.PART', 'half.PART_'],
    ['\ud800lone.pdf', 'lone.pdf'],
    ['família 👨‍👩‍👧.pdf', 'família 👨‍👩‍👧.pdf'],
  ])('of %j is %j', (given, expected) => expect(safeFileName(given)).toBe(expected));

  it.each(['', '.', '..', '...', ' . ', '\u202e', '_', '/'])('of %j is none', (given) => {
    expect(safeFileName(given)).toBe('');
    expect(safeFolderName(given, 'Unknown')).toBe('Unknown');
  });

  it('keeps the extension of a name that has to be cut', () => {
    expect(splitName(safeFileName(`${'é'.repeat(400)}.pdf`)).extension).toBe('.pdf');
    expect(safeFileName(`${'é'.repeat(400)}.pdf`)).toMatch(/^é{119}\.pdf$/);
    // No character is cut in two, as people see characters.
    expect(safeFileName(`${'👨‍👩‍👧'.repeat(60)}.pdf`)).toMatch(/^(?:👨‍👩‍👧)+\.pdf$/u);
  });

  it(`holds on every system, whatever is given (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(raw, (given) => {
        for (const name of [safeFileName(given), safeFolderName(given, 'Unknown')]) {
          if (name === '') continue;
          const longest = `${numberedName(name, 9999)}.part`;
          expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(255);
          expect(longest.length).toBeLessThanOrEqual(240);
          expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cs}\p{Bidi_Control}]/u);
          expect(name).not.toMatch(/^[. ]|[. ]$/);
          expect(name.split('.')[0]).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d) *$/i);
          expect(name).toBe(name.normalize('NFC'));
        }
        expect(safeFileName(safeFileName(given))).toBe(safeFileName(given));
      }),
      { seed: SEED, numRuns: 800 },
    );
  });

  it(`is taken by this file system as it is (SEED=${SEED})`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ruptura-names-'));
    const names = fc
      .sample(raw, { seed: SEED, numRuns: 150 })
      .map(safeFileName)
      .filter((name) => name !== '');
    const longest = [...new Set(names.map((name) => `${numberedName(name, 9999)}.part`))];
    for (const name of longest) await writeFile(join(folder, name), '');
    expect((await readdir(folder)).sort()).toEqual(longest.sort());
    await rm(folder, { recursive: true });
  });
});

describe('names that some file system takes for one', () => {
  it.each([
    ['A.pdf', 'a.PDF'],
    ['Á.pdf', 'a\u0301.pdf'],
    ['STRASSE', 'straße'],
  ])('%s and %s have one key', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

  it('are told apart by a number before the extension', () => {
    expect(numberedName('a.tar.gz', 2)).toBe('a.tar (2).gz');
    expect(numberedName('no extension', 3)).toBe('no extension (3)');
    expect(numberedName('a.pdf', 1)).toBe('a.pdf');
  });
});
