/** Failures in a row after which the portal is left alone for a while. */
const FAILURES_IN_A_ROW = 8;
/**
 * How long, where the portal does not say; doubled each time it is still not itself afterwards. What shows a page in place of
 * a purchase may mean this purchase only, and is soon tried by another one.
 */
const FIRST_REST_MS = { failing: 30_000, closed: 5_000 } as const;
const LONGEST_REST_MS = { failing: 300_000, closed: 60_000 } as const;
/**
 * A purchase may meet a closed portal so often, where the portal answered others since or names no time when it is open
 * again. One that meets it once more is closed itself, as far as anybody can tell.
 */
const MOST_MEETINGS = 2;

/** Why the portal is left alone, and until when. */
export interface PortalRest {
  /** It says that it is closed: maintenance, too many requests, a firewall. Or it fails, and says nothing. */
  readonly why: 'closed' | 'failing';
  /** Whether the portal itself named the time. */
  readonly isAnnounced: boolean;
  /** Milliseconds of the clock of all calls. */
  readonly until: number;
}

type Mode =
  | { readonly is: 'open' }
  | { readonly is: 'resting' | 'given-up'; readonly rest: PortalRest }
  /** `lease` of the purchase that is tried; null until there is one. */
  | { readonly is: 'probing'; readonly rest: PortalRest; readonly lease: number | null };

/** A purchase that failed at a portal in trouble. */
export interface PortalFailure {
  readonly lease: number;
  readonly number: string;
  /** Whether the purchase itself can have nothing to do with it: no answer, 5xx, a time-out. */
  readonly isForgivable: boolean;
}

/**
 * How the portal is as a whole, and so whether purchases may be begun: the one place where that is decided, for failures
 * that add up and for a portal that says itself that it is closed, however many workers meet it.
 *
 * | mode | enters by | what may be begun | leaves by | ignored |
 * |---|---|---|---|---|
 * | *open* | – ; an answer to the purchase that is tried | all | the 8th failure in a row, or one purchase that meets a closed portal → resting, or given up | – |
 * | *resting* | as above; what is tried fails or meets it closed | nothing | its time → probing; a time that is announced anew and too far away → given up | answers and failures: they are of before |
 * | *probing* | the end of a rest | one purchase | it is answered → open; it fails, or anybody meets a closed portal → resting, or given up; it ends and says nothing → the next one | answers and failures of others |
 * | *given up* | a rest that would end later than anybody waits | nothing | – | all |
 *
 * A portal that announces a time gets exactly that time; one that is closed and announces none rests 5 s, one that fails 30 s,
 * then twice as long each time, a minute at most, five where it only fails. No purchase is lost by it: one that met a closed portal is collected
 * again, behind the others, one that failed is once. Only a purchase that meets a closed portal for the third time, although
 * others were answered or no time is known, has that for its result: a page that is no purchase's is never waited for in
 * vain, and in a real outage the others of the list are tried first.
 */
export class PortalWatch {
  readonly #longestWaitMs: number;
  /** How often purchases met a closed portal in a way that may be their own, and its answers when they did last. */
  readonly #meetings = new Map<string, { readonly times: number; readonly answers: number }>();
  readonly #forgiven = new Set<string>();
  #mode: Mode = { is: 'open' };
  /** Failures in a row. */
  #row: PortalFailure[] = [];
  /** Answers of the portal so far. */
  #answers = 0;
  /** How long it is left alone next time; null: as long as for the first time. */
  #restMs: number | null = null;
  /** Since when it has not been open. */
  #since = 0;

  /** @param longestWaitMs the portal is waited for so long in one go */
  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** Why nothing is begun; null where something may be. @param now epoch milliseconds, as in all calls */
  rest(now: number): PortalRest | null {
    const mode = this.#at(now);
    return mode.is === 'resting' || mode.is === 'given-up' ? mode.rest : null;
  }

  /** Whether it is not waited for any longer. */
  get isGivenUp(): boolean {
    return this.#mode.is === 'given-up';
  }

  /** May a purchase be begun now? */
  mayBegin(now: number): boolean {
    const mode = this.#at(now);
    return mode.is === 'open' || (mode.is === 'probing' && mode.lease === null);
  }

  /** A purchase is begun. */
  began(lease: number): void {
    if (this.#mode.is === 'probing' && this.#mode.lease === null) this.#mode = { ...this.#mode, lease };
  }

  /** A purchase ended and said nothing of the portal: another may be tried. */
  abandoned(lease: number): void {
    if (this.#mode.is === 'probing' && this.#mode.lease === lease)
      this.#mode = { ...this.#mode, lease: null };
  }

  /** The portal answered as it should. */
  answered(lease: number): void {
    this.#answers++;
    const isProbe = this.#mode.is === 'probing' && this.#mode.lease === lease;
    if (this.#mode.is !== 'open' && !isProbe) return;
    this.#mode = { is: 'open' };
    this.#row = [];
    this.#restMs = null;
  }

  /**
   * The portal failed a purchase, and said nothing of itself.
   * @returns numbers of the purchases whose failure does not count and which are to be collected again: none, this one, or
   *   with it those that failed in a row before
   */
  failed(failure: PortalFailure, now: number): readonly string[] {
    const mode = this.#at(now);
    const isProbe = mode.is === 'probing' && mode.lease === failure.lease;
    if (isProbe) this.#leaveAlone(mode.rest.why, null, now);
    if (mode.is !== 'open') return this.#forgive([failure]);
    this.#row.push(failure);
    if (this.#row.length < FAILURES_IN_A_ROW) return [];
    const row = this.#row;
    this.#leaveAlone('failing', null, now);
    return this.#forgive(row);
  }

  /**
   * A purchase met a closed portal. Several may at once: it is one rest.
   * @param until as announced; null where nobody knows
   * @returns whether the purchase is to be collected again without having lost an attempt
   */
  met(lease: number, number: string, until: number | null, now: number): boolean {
    const before = this.#meetings.get(number);
    const isAnswered = before !== undefined && this.#answers > before.answers;
    const isCounted = isAnswered || until === null;
    const times = (before?.times ?? 0) + (isCounted ? 1 : 0);
    this.#meetings.set(number, { times, answers: this.#answers });
    const isOwn = times > MOST_MEETINGS;
    // Others were answered: the portal is not closed to all.
    if (isOwn && isAnswered) this.abandoned(lease);
    else this.closed(until, now);
    return !isOwn;
  }

  /** The portal is closed, whoever found out. */
  closed(until: number | null, now: number): void {
    const mode = this.#at(now);
    if (mode.is === 'open' || mode.is === 'probing') this.#leaveAlone('closed', until, now);
    else if (mode.is === 'resting' && until !== null && (!mode.rest.isAnnounced || until > mode.rest.until))
      this.#leaveAlone('closed', until, now);
  }

  #leaveAlone(why: PortalRest['why'], announced: number | null, now: number): void {
    if (this.#mode.is === 'open') this.#since = now;
    this.#row = [];
    const last = this.#since + this.#longestWaitMs;
    const isAnnounced = announced !== null && announced > now;
    // The last try is at the very end of the time there is.
    const restMs = this.#restMs ?? FIRST_REST_MS[why];
    const own = now < last ? Math.min(now + restMs, last) : now + restMs;
    if (!isAnnounced) this.#restMs = Math.min(2 * restMs, LONGEST_REST_MS[why]);
    const rest = { why, isAnnounced, until: isAnnounced ? announced : own };
    this.#mode = { is: rest.until > last ? 'given-up' : 'resting', rest };
  }

  /** The mode at this time: a rest ends by itself. */
  #at(now: number): Mode {
    if (this.#mode.is === 'resting' && now >= this.#mode.rest.until)
      this.#mode = { is: 'probing', rest: this.#mode.rest, lease: null };
    return this.#mode;
  }

  /** Those of them that have not failed for the portal's sake before. */
  #forgive(failures: readonly PortalFailure[]): string[] {
    const forgiven = failures.filter((one) => one.isForgivable && !this.#forgiven.has(one.number));
    for (const { number } of forgiven) this.#forgiven.add(number);
    return forgiven.map(({ number }) => number);
  }
}
