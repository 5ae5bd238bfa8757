import { describe, expect, it } from 'vitest';
import { NO_WISHES } from '../file-wishes.ts';
import type { RecordedCollection } from '../folder/collection-folder.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import type { PortalTask } from '../settings.ts';
import { allChangesFrom, changesFrom, formerReadings, OVERLAP_MS, stillCounts } from './changed-purchases.ts';

const MINUTE = 60_000;
const TASK = { base: 'https://company.coupahost.com', requisitions: true };

function collection(
  at: number,
  outcomes: readonly (readonly [string, PurchaseOutcome['status'], number | null])[],
  others: Partial<RecordedCollection> & Partial<Pick<PortalTask, 'base' | 'simulate' | 'wishes'>> = {},
): RecordedCollection {
  const { base = TASK.base, simulate = false, wishes = NO_WISHES, ...rest } = others;
  const of = ([number, status]: (typeof outcomes)[number]) =>
    [number, { number, status, folder: null } as unknown as PurchaseOutcome] as const;
  return {
    begun: {
      base,
      requisitions: true,
      simulate,
      wishes,
      at: new Date(at).toISOString(),
    } as RecordedCollection['begun'],
    outcomes: new Map(outcomes.map(of)),
    readAt: new Map(outcomes.flatMap(([number, , readAt]) => (readAt === null ? [] : [[number, readAt]]))),
    isCompleted: true,
    wideAt: null,
    ...rest,
  };
}

describe('results of earlier collections', () => {
  it('count where they were good and it is known when they were read', () => {
    const former = formerReadings(
      [
        collection(1, [
          ['1', 'COMPLETED', 100],
          ['2', 'NO_ATTACHMENTS', 110],
          ['3', 'PARTIAL', 120],
          ['4', 'COMPLETED', null],
        ]),
        collection(2, [['1', 'COMPLETED', 900]]),
        collection(3, [['5', 'COMPLETED', 500]], { base: 'https://other' }),
        collection(4, [['6', 'SIMULATED', 500]], { simulate: true }),
        collection(5, [['7', 'COMPLETED', 500]], { wishes: { ...NO_WISHES, endings: ['pdf'] } }),
      ],
      TASK,
    );
    expect([...former.readings].map(([number, { readAt }]) => [number, readAt])).toEqual([
      ['1', 900],
      ['2', 110],
    ]);
    expect(changesFrom(former.readings.values())).toBe(110 - OVERLAP_MS);
    expect(changesFrom([])).toBeNull();
  });

  it('do not count behind a later attempt that came to nothing', () => {
    const former = formerReadings(
      [collection(1, [['1', 'COMPLETED', 100]]), collection(2, [['1', 'FAILED', 200]], { wideAt: 150 })],
      TASK,
    );
    expect(former).toMatchObject({ unfinished: ['1'], wideAt: 150 });
    expect(former.readings.size).toBe(0);
  });

  it('of a list that was not worked off move no mark', () => {
    const wide = { wideAt: 700, isCompleted: false };
    expect(formerReadings([collection(1, [], { wideAt: 400 }), collection(2, [], wide)], TASK).wideAt).toBe(
      400,
    );
  });
});

/** A portal whose purchases change, collected now and then by a machine whose clock is put right and wrong meanwhile. */
class Simulation {
  readonly #random: () => number;
  /** Instants of changes by the portal's clock, and when others could see them: a transaction ends after it began. */
  readonly changes = new Map<string, { at: number; visible: number }[]>();
  readonly collections: RecordedCollection[] = [];
  now = Date.UTC(2026, 0, 1);

  constructor(seed: number) {
    let state = seed;
    this.#random = () => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    };
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  change(): void {
    const number = String(this.below(12));
    const visible = this.now + this.below(OVERLAP_MS);
    this.changes.set(number, [...(this.changes.get(number) ?? []), { at: this.now, visible }]);
  }

  /** What can be seen of a purchase: how many changes, and the instant of the last. */
  seen(number: string): { readonly count: number; readonly at: number | null } {
    const visible = (this.changes.get(number) ?? []).filter((one) => one.visible <= this.now);
    return {
      count: visible.length,
      at: visible.length === 0 ? null : Math.max(...visible.map(({ at }) => at)),
    };
  }

  /** One collection of all changes or of a list, as planned from the collections before; it may be interrupted. */
  collect(list: readonly string[] | null, known: Map<string, number>): void {
    const former = formerReadings(this.collections, TASK);
    const begun = this.now;
    const all = [...this.changes.keys()];
    const since = allChangesFrom(former.wideAt ?? 0);
    const changed = all.filter((number) => (this.seen(number).at ?? -1) > since);
    const wanted = list ?? [...new Set([...changed, ...former.unfinished])];
    const outcomes: [string, PurchaseOutcome['status'], number][] = [];
    const isInterrupted = this.below(5) === 0;
    for (const number of wanted) {
      const reading = former.readings.get(number);
      const asked = changesFrom(reading === undefined ? [] : [reading]);
      const { at } = this.seen(number);
      const changedAt = at !== null && asked !== null && at > asked ? at : null;
      if (reading !== undefined && stillCounts(reading, changedAt)) {
        outcomes.push([number, 'COMPLETED', reading.readAt]);
        continue;
      }
      if (isInterrupted && this.below(2) === 0) continue;
      const isGood = this.below(6) > 0;
      outcomes.push([number, isGood ? 'COMPLETED' : 'FAILED', this.now]);
      if (isGood) known.set(number, this.seen(number).count);
      this.now += this.below(3 * MINUTE);
    }
    const wideAt = list === null ? begun : null;
    this.collections.push(
      collection(this.collections.length, outcomes, { wideAt, isCompleted: !isInterrupted }),
    );
  }
}

describe('whatever changes while collections come and go', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const runs = Number(process.env['RUNS'] ?? 200);
  it(`is read by the collection of all changes after it (SEED=${seed})`, () => {
    for (let run = 0; run < runs; run++) {
      const simulation = new Simulation(seed + run);
      const known = new Map<string, number>();
      for (let step = 0; step < 60; step++) {
        simulation.now += simulation.below(20 * MINUTE);
        if (simulation.below(4) > 0) simulation.change();
        else simulation.collect(simulation.below(3) === 0 ? ['1', '2', '3'] : null, known);
      }
      // Nothing more changes; what failed is tried again until it is done.
      simulation.now += 2 * OVERLAP_MS;
      for (let left = 0; left < 40; left++) simulation.collect(null, known);
      for (const number of simulation.changes.keys())
        expect(known.get(number), `SEED=${seed + run}: purchase ${number}`).toBe(
          simulation.seen(number).count,
        );
    }
  });
});
