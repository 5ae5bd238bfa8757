import { posix } from 'node:path';
import type { Finding, HouseFile, Rule } from '../tree.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const VERSION_HEADING = /^## (Unreleased|\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2})$/;
const SECTIONS = ['Added', 'Changed', 'Faster', 'Fixed', 'Removed', 'Security'];

/** Links between our documents lead somewhere, to the heading too. */
export const links: Rule = (tree) => {
  const files = new Map(tree.map((file) => [file.path, file]));
  const folders = new Set(tree.flatMap((file) => parentsOf(file.path)));
  return tree.filter(isDocument).flatMap((file) =>
    linesOf(file).flatMap(({ text, line }) =>
      [...text.matchAll(LINK)]
        .map((match) => match[1] ?? '')
        .filter((link) => !isReachable(link, file, files, folders))
        .map((link) => ({ path: file.path, line, message: `the link ${link} leads nowhere` })),
    ),
  );
};

/** CHANGELOG.md: versions newest first, the same sections in the same order under each. */
export const changelog: Rule = (tree) => {
  const file = tree.find((one) => one.path === 'CHANGELOG.md');
  if (file === undefined) return [{ path: 'CHANGELOG.md', line: 0, message: 'is missing' }];
  return [...checkHeadings(file), ...checkSections(file)];
};

function checkHeadings(file: HouseFile): readonly Finding[] {
  const versions = linesOf(file).filter(({ text }) => text.startsWith('## '));
  const findings = versions
    .filter(({ text }) => !VERSION_HEADING.test(text))
    .map(({ text, line }) => ({
      path: file.path,
      line,
      message: `"${text}" is not "## x.y.z - yyyy-mm-dd"`,
    }));
  if (!file.text.startsWith('# Changelog\n')) {
    findings.push({ path: file.path, line: 1, message: 'does not begin with "# Changelog"' });
  }
  if (versions.length === 0) findings.push({ path: file.path, line: 0, message: 'has no version' });
  return findings;
}

function checkSections(file: HouseFile): readonly Finding[] {
  let last = -1;
  return linesOf(file).flatMap(({ text, line }) => {
    if (text.startsWith('## ')) last = -1;
    if (!text.startsWith('### ')) return [];
    const place = SECTIONS.indexOf(text.slice(4));
    const inOrder = place > last;
    last = place;
    return inOrder
      ? []
      : [{ path: file.path, line, message: `"${text}": use ${SECTIONS.join(', ')}, in this order` }];
  });
}

function isDocument(file: HouseFile): boolean {
  return file.path.endsWith('.md');
}

/** Lines outside fenced code. */
function linesOf(file: HouseFile): readonly { text: string; line: number }[] {
  let fenced = false;
  return file.text.split('\n').flatMap((text, index) => {
    if (text.startsWith('```')) fenced = !fenced;
    return fenced ? [] : [{ text, line: index + 1 }];
  });
}

function isReachable(
  link: string,
  from: HouseFile,
  files: ReadonlyMap<string, HouseFile>,
  folders: ReadonlySet<string>,
): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from.path : posix.join(posix.dirname(from.path), path).replace(/\/$/, '');
  const file = files.get(target);
  if (file === undefined) return folders.has(target) && anchor === undefined;
  return anchor === undefined || anchorsOf(file).includes(anchor);
}

function anchorsOf(file: HouseFile): readonly string[] {
  return linesOf(file)
    .filter(({ text }) => /^#+ /.test(text))
    .map(({ text }) => slug(text.replace(/^#+ /, '')));
}

/** As code hosts make anchors of headings: lower case, punctuation dropped, blanks to hyphens. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
