import type { Job, JobCounts, JobHandler, RetryRules } from '../runtime.ts';

interface Waiting {
  readonly job: Job;
  readonly attempt: number;
}

interface Group {
  readonly ready: Waiting[];
  /** Place of the next ready job: taking from the front of a long array would move all the others. */
  next: number;
  readonly backingOff: Set<NodeJS.Timeout>;
  running: number;
}

/**
 * Jobs in memory, fair between groups.
 *
 * A job is *ready* → *running* → done; or, when its handler throws, *backing off* → ready again, until its retries are
 * used up. A group that is dropped loses its ready and backing-off jobs; one that fails after that is not tried again.
 */
export class FairQueue {
  readonly #rules: RetryRules;
  readonly #groups = new Map<string, Group>();
  /** Groups with a ready job, the one whose turn it is first. */
  readonly #turns: string[] = [];
  readonly #idleSlots: number[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #handler: JobHandler | null = null;
  #closed = false;

  constructor(rules: RetryRules) {
    this.#rules = rules;
  }

  add(jobs: readonly Job[]): void {
    for (const job of jobs) this.#enqueue(job, 1);
    this.#serve();
  }

  take(slots: number, handler: JobHandler): void {
    this.#handler = handler;
    // Taken from the end: the lowest number first.
    for (let slot = slots - 1; slot >= 0; slot--) this.#idleSlots.push(slot);
    this.#serve();
  }

  drop(name: string): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    group.ready.length = 0;
    group.next = 0;
    for (const timer of group.backingOff) clearTimeout(timer);
    this.#groups.delete(name);
    const turn = this.#turns.indexOf(name);
    if (turn >= 0) this.#turns.splice(turn, 1);
  }

  counts(name?: string): JobCounts {
    const groups = name === undefined ? [...this.#groups.values()] : [this.#groups.get(name)];
    let waiting = 0;
    let running = 0;
    for (const group of groups) {
      if (group === undefined) continue;
      waiting += group.ready.length - group.next + group.backingOff.size;
      running += group.running;
    }
    return { waiting, running };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const name of [...this.#groups.keys()]) this.drop(name);
    await Promise.all(this.#underWay);
  }

  #enqueue(job: Job, attempt: number): void {
    let group = this.#groups.get(job.group);
    if (group === undefined) {
      group = { ready: [], next: 0, backingOff: new Set(), running: 0 };
      this.#groups.set(job.group, group);
    }
    if (group.next === group.ready.length) this.#turns.push(job.group);
    group.ready.push({ job, attempt });
  }

  #serve(): void {
    const handler = this.#handler;
    while (handler !== null && !this.#closed && this.#turns.length > 0 && this.#idleSlots.length > 0) {
      const work = this.#run(handler, this.#nextInTurn(), this.#idleSlots.pop()!);
      this.#underWay.add(work);
      void work.finally(() => this.#underWay.delete(work));
    }
  }

  #nextInTurn(): Waiting {
    const name = this.#turns.shift()!;
    const group = this.#groups.get(name)!;
    const waiting = group.ready[group.next++]!;
    if (group.next < group.ready.length) this.#turns.push(name);
    else {
      group.ready.length = 0;
      group.next = 0;
    }
    group.running++;
    return waiting;
  }

  async #run(handler: JobHandler, { job, attempt }: Waiting, slot: number): Promise<void> {
    const group = this.#groups.get(job.group)!;
    try {
      await handler.run(job, slot, attempt);
    } catch (error) {
      await this.#again(handler, group, { job, attempt }, slot, error);
    }
    group.running--;
    this.#idleSlots.push(slot);
    this.#forgetIfDone(job.group, group);
    this.#serve();
  }

  async #again(
    handler: JobHandler,
    group: Group,
    { job, attempt }: Waiting,
    slot: number,
    error: unknown,
  ): Promise<void> {
    if (this.#closed || this.#groups.get(job.group) !== group) return;
    if (attempt > this.#rules.retries) {
      await handler.failed(job, slot, error).catch(() => undefined);
      return;
    }
    const timer = setTimeout(
      () => {
        group.backingOff.delete(timer);
        this.#enqueue(job, attempt + 1);
        this.#serve();
      },
      this.#rules.backoffMs * 2 ** attempt,
    );
    group.backingOff.add(timer);
  }

  #forgetIfDone(name: string, group: Group): void {
    const isDone = group.running === 0 && group.backingOff.size === 0 && group.next === group.ready.length;
    if (isDone && this.#groups.get(name) === group) this.#groups.delete(name);
  }
}
