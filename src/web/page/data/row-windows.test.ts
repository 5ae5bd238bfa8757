import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { RowWindows } from './row-windows.ts';

interface Row {
  readonly code: string;
  readonly value: number;
}

let browser: FakeBrowser;
let list: Row[];
/** First rows of the windows that were asked for, in order. */
let asked: number[];
let held: (() => void)[] | null;
let failing: boolean;
let rows: RowWindows<Row>;

const listOf = (length: number): Row[] =>
  Array.from({ length }, (_, index) => ({ code: `c${index}`, value: index }));

beforeEach(() => {
  browser = new FakeBrowser();
  list = listOf(10_000);
  asked = [];
  held = null;
  failing = false;
  rows = new RowWindows<Row>({
    keyOf: ({ code }) => code,
    fetch: async (position, limit) => {
      asked.push(position);
      const found = list.slice(position, position + limit).map((row) => ({ ...row }));
      const total = list.length;
      if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
      if (failing) throw new Error('no answer');
      return { rows: found, total, version: 1 };
    },
  });
});
afterEach(() => {
  rows.close();
  browser.close();
});

/** Until nothing more is due. */
const settle = () => browser.pass(1000);
const values = (first: number, last: number): (number | undefined)[] =>
  Array.from({ length: last - first + 1 }, (_, index) => rows.row(first + index)?.value);

describe('the rows of a long list', () => {
  it('are there from the first window on, with how many there are in all', async () => {
    expect([rows.total.value, rows.row(0)]).toEqual([null, null]);
    await settle();
    expect(asked).toEqual([0]);
    expect([rows.total.value, rows.row(0)?.code, rows.row(99)?.code, rows.row(100)]).toEqual([
      10_000,
      'c0',
      'c99',
      null,
    ]);
  });

  it('are asked for in the windows that are looked at, each once', async () => {
    await settle();
    rows.show(4150, 4210);
    await settle();
    expect(asked).toEqual([0, 4100, 4200]);
    expect(values(4150, 4152)).toEqual([4150, 4151, 4152]);
    rows.show(4190, 4250);
    await settle();
    expect(asked).toHaveLength(3);
  });

  it('are not asked for where a person only scrolls by', async () => {
    await settle();
    for (let first = 500; first <= 9000; first += 500) {
      rows.show(first, first + 30);
      await browser.pass(16);
    }
    await settle();
    expect(asked).toEqual([0, 9000]);
  });

  it('are asked for where a person is by the time an answer comes', async () => {
    held = [];
    await settle();
    rows.show(5000, 5030);
    held.shift()?.();
    held = null;
    await settle();
    expect(asked).toEqual([0, 5000]);
  });

  it('stay on the screen while they are asked for again, and only those that differ are new', async () => {
    await settle();
    const [same, other] = [rows.row(1), rows.row(2)];
    list[2] = { code: 'c2', value: -2 };
    held = [];
    rows.touch();
    await settle();
    expect(rows.row(2)).toBe(other);
    held.shift()?.();
    held = null;
    await settle();
    expect(rows.row(1)).toBe(same);
    expect(rows.row(2)?.value).toBe(-2);
    expect([rows.changedAt(rows.row(1)!), rows.changedAt(rows.row(2)!)]).toEqual([null, expect.any(Number)]);
  });

  it('are asked for once more where a touch came while they were on their way', async () => {
    held = [];
    await settle();
    rows.touch();
    list[0] = { code: 'c0', value: -1 };
    held.shift()?.();
    held = null;
    await settle();
    expect([asked, rows.row(0)?.value]).toEqual([[0, 0], -1]);
  });

  it('are taken again where they were when they are looked at, not elsewhere', async () => {
    await settle();
    rows.show(300, 330);
    await settle();
    rows.touch();
    await settle();
    expect(asked).toEqual([0, 300, 300]);
    rows.show(0, 30);
    await settle();
    expect(asked).toEqual([0, 300, 300, 0]);
  });

  it('follow a list that got shorter than where a person is', async () => {
    await settle();
    rows.show(9950, 9999);
    await settle();
    list = listOf(50);
    rows.touch();
    await settle();
    expect([rows.total.value, rows.row(0)?.value]).toEqual([50, 0]);
  });

  it('give way to newer ones from elsewhere, of those that were shown', async () => {
    await settle();
    const before = rows.revision.value;
    rows.patch([{ code: 'c1', value: 1 }]);
    expect(rows.revision.value).toBe(before);
    rows.patch([
      { code: 'c1', value: -1 },
      { code: 'unseen', value: 7 },
    ]);
    expect([rows.row(1)?.value, rows.revision.value]).toEqual([-1, before + 1]);
  });

  it('are forgotten far from where a person is: some sixty windows stay', async () => {
    list = listOf(30_000);
    await settle();
    for (let window = 1; window <= 80; window++) {
      rows.show(window * 100, window * 100 + 30);
      await settle();
    }
    expect([rows.row(0), rows.row(1000)]).toEqual([null, null]);
    expect(rows.row(8000)?.value).toBe(8000);
    expect(rows.row(3000)?.value).toBe(3000);
  });

  it('say why they could not be had, and are there again when asking succeeds', async () => {
    failing = true;
    await settle();
    expect([rows.error.value?.code, rows.total.value]).toEqual(['UNEXPECTED', null]);
    failing = false;
    rows.touch();
    await settle();
    expect([rows.error.value, rows.total.value]).toEqual([null, 10_000]);
  });

  it('are not asked for any more once they are closed', async () => {
    await settle();
    rows.show(500, 530);
    rows.close();
    rows.touch();
    await settle();
    expect(asked).toEqual([0]);
  });
});
