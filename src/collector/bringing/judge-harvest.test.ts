import { expect, it } from 'vitest';
import type { PagePart } from '../portal.ts';
import type { Attachment, LostFile, StoredFile } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { PermanentError } from '../retry.ts';
import { judgeHarvest } from './judge-harvest.ts';

const PAGE = 'https://tenant.example/order_headers/15262984';
const REQUISITION = 'https://tenant.example/requisition_headers/77';

function part(change: Partial<PagePart> = {}): PagePart {
  const silent = { part: 'form' as const, page: PAGE, said: null, found: 0, lacking: 0, isWaiting: false };
  return { ...silent, toOpen: [], strange: 0, ...change };
}

function attachment(id: number, change: Partial<Attachment> = {}): Attachment {
  const url = `https://tenant.example/attachment_file/${id}`;
  return { url, trigger: null, page: PAGE, names: [`${id}.pdf`], part: 'form', kind: 'file', ...change };
}

/** What comes of a purchase with these parts, of whose attachments some are stored, lost or none. */
function judged(
  parts: readonly PagePart[],
  attachments: readonly Attachment[] = [],
  fates: readonly ('stored' | 'lost' | 'none')[] = attachments.map(() => 'stored'),
  change: Partial<PurchaseReading> = {},
  isHttpOnly = false,
) {
  const reading: PurchaseReading = {
    url: PAGE,
    verdict: 'purchase',
    another: null,
    attachments,
    supplier: null,
    parts,
    isWhole: parts.every((one) => !one.isWaiting && one.toOpen.length + one.lacking + one.strange === 0),
    closedRequisitions: [],
    unreadRequisitions: [],
    shapes: [],
    ...change,
  };
  const of = (kind: string) => attachments.filter((_, index) => fates[index] === kind);
  const stored = of('stored').map(({ url, page, names }): StoredFile => {
    return { url: url!, page, name: names[0]!, bytes: 1, sha256: '', remark: null };
  });
  const lost = of('lost').map(({ url, names }): LostFile => {
    return { url: url!, name: names[0]!, error: 'gone', cause: 'HTTP_404' };
  });
  const found = attachments.length - of('none').length;
  const byKey = new Map(attachments.map(({ url }, index) => [url!, fates[index]!]));
  const harvest = { stored, lost, leftOut: [], found, fates: byKey };
  const { status, cause, evidence } = judgeHarvest({ reading, harvest, late: null, isHttpOnly });
  const rows = evidence.map((one) => `${one.part} ${one.said ?? '?'}/${one.found}/${one.stored}`);
  return [status, cause, rows.join('; ')];
}

const OPENER = { selector: 'button', page: PAGE, replaces: false, url: null };
const ONE = part({ found: 1 });

it('is complete where all parts have answered and all that was found is stored', () => {
  expect(judged([ONE], [attachment(1)])).toEqual(['COMPLETED', null, 'form ?/1/1']);
  expect(judged([part({ said: 1, found: 1 })], [attachment(1)])).toEqual(['COMPLETED', null, 'form 1/1/1']);
  // More than it says is nothing lost.
  expect(judged([part({ said: 1, found: 2 })], [attachment(1), attachment(2)])).toEqual([
    'COMPLETED',
    null,
    'form 1/2/2',
  ]);
});

it('is without attachments only where each page says so', () => {
  expect(judged([part({ said: 0 })])).toEqual(['NO_ATTACHMENTS', null, 'form 0/0/0']);
  expect(judged([part({ said: 0 }), part({ part: 'comments' })])[0]).toBe('NO_ATTACHMENTS');
  expect(judged([part({})])).toEqual(['FAILED', 'NOTHING_SAID', 'form ?/0/0']);
  expect(judged([part({ part: 'lines', said: 0 })])[0]).toBe('FAILED');
  expect(judged([])).toEqual(['FAILED', 'NOTHING_SAID', '']);
  const requisition = part({ part: 'requisition', page: REQUISITION });
  expect(judged([part({ said: 0 }), requisition]).slice(0, 2)).toEqual(['FAILED', 'NOTHING_SAID']);
  expect(judged([part({ said: 0 }), { ...requisition, said: 0 }])[0]).toBe('NO_ATTACHMENTS');
});

it.each([
  ['promises more', { said: 3, lacking: 2 }],
  ['is still to come', { isWaiting: true }],
  ['shows something that was not understood', { strange: 1 }],
  ['could be opened', { toOpen: [OPENER] }],
])('is incomplete where a part %s, whatever was stored', (_, change) => {
  expect(judged([part({ ...change, found: 1 })], [attachment(1)]).slice(0, 2)).toEqual([
    'PARTIAL',
    'INCOMPLETE',
  ]);
  expect(judged([part({ said: 0 }), part({ ...change, part: 'comments' })]).slice(0, 2)).toEqual([
    'FAILED',
    'INCOMPLETE',
  ]);
});

it('says that a browser would see more where there is none', () => {
  expect(judged([part({ isWaiting: true })], [], [], {}, true).slice(0, 2)).toEqual([
    'FAILED',
    'NEEDS_BROWSER',
  ]);
  expect(judged([part({ said: 2, lacking: 2 })], [], [], {}, true)[1]).toBe('INCOMPLETE');
});

it('counts what was lost, and not what turned out to be none', () => {
  const two = [attachment(1), attachment(2)];
  expect(judged([part({ found: 2 })], two, ['stored', 'lost'])).toEqual([
    'PARTIAL',
    'HTTP_404',
    'form ?/2/1',
  ]);
  expect(judged([part({ found: 2 })], two, ['lost', 'lost'])).toEqual(['FAILED', 'HTTP_404', 'form ?/2/0']);
  expect(judged([part({ found: 2 })], two, ['stored', 'none'])).toEqual(['COMPLETED', null, 'form ?/1/1']);
  // A counter that only something answered that was none is not answered.
  expect(judged([part({ said: 2, found: 2 })], two, ['stored', 'none'])).toEqual([
    'PARTIAL',
    'INCOMPLETE',
    'form 2/1/1',
  ]);
  expect(judged([part({ found: 1 })], [attachment(1)], ['none'])).toEqual([
    'FAILED',
    'NOTHING_SAID',
    'form ?/0/0',
  ]);
});

it('tells a requisition that may not be read from one that could not be', () => {
  const closed = { closedRequisitions: [REQUISITION] };
  expect(judged([ONE], [attachment(1)], ['stored'], closed).slice(0, 2)).toEqual([
    'PR_NOT_ACCESSIBLE',
    'PR_NOT_ACCESSIBLE',
  ]);
  const error = new PermanentError('INCOMPLETE', 'COLETA_REQUISICAO_OUTRA', { url: REQUISITION });
  const unread = { unreadRequisitions: [{ url: REQUISITION, error }] };
  expect(judged([ONE], [attachment(1)], ['stored'], unread).slice(0, 2)).toEqual(['PARTIAL', 'INCOMPLETE']);
});

it('counts an attachment that two pages show on both, and stores it once', () => {
  const parts = [ONE, part({ part: 'requisition', page: REQUISITION, found: 1 })];
  const shared = attachment(1);
  const seen = parts.map((one) => ({ part: one.part, page: one.page, key: shared.url! }));
  expect(judged(parts, [shared], ['stored'], { seen })).toEqual([
    'COMPLETED',
    null,
    'form ?/1/1; requisition ?/1/1',
  ]);
});
