import type { Browser, Page } from 'playwright-core';

/** No longer than this may the page be deaf to the person. */
const LONGEST_TASK_MS = 200;
const VISITS = 3;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on a clock of the browser's. */
  readonly ts: number;
  /** Microseconds the task took; those its thread was at work for it, whatever else the machine had to do. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * The longest task of the page in a trace of the category `toplevel`, in milliseconds of its thread's work.
 * @throws Error where the trace holds no tasks to speak of
 */
export function longestTask(trace: Buffer): number {
  return tasksOf(trace).reduce((longest, duration) => Math.max(longest, duration), 0);
}

/**
 * Holds a page to the longest task a person may wait for, in milliseconds of its thread's work. Where the machine was
 * busy with something else, the work itself takes longer: only what a page does at each of some visits is its own.
 * @param visit opens the page anew and uses it
 * @throws Error where no visit stays within the limit
 */
export async function staysResponsive(
  browser: Browser,
  page: Page,
  visit: () => Promise<void>,
): Promise<void> {
  const longest: number[] = [];
  while (longest.length < VISITS) {
    await browser.startTracing(page, { categories: ['toplevel'] });
    await visit();
    const task = longestTask(await browser.stopTracing());
    if (task < LONGEST_TASK_MS) return;
    longest.push(task);
  }
  throw new Error(`tasks of ${longest.map(Math.round).join(', ')} ms; ${LONGEST_TASK_MS} ms is too long`);
}

/**
 * Every task of the page in a trace of the category `toplevel`, in milliseconds: of its thread's work, or by the clock
 * on the wall (`dur`), which counts what else the machine had to do.
 * @throws Error where the trace holds no tasks to speak of
 */
export function tasksOf(trace: Buffer, clock: 'tdur' | 'dur' = 'tdur'): number[] {
  const traceEvents = eventsOf(trace);
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents
    .filter(
      ({ name, ph, pid, tid }) =>
        name === 'ThreadControllerImpl::RunTask' && ph === 'X' && pages.has(`${pid} ${tid}`),
    )
    .map((task) => task[clock])
    .filter((duration) => duration !== undefined);
  if (tasks.length < 100) throw new Error(`only ${tasks.length} tasks in the trace`);
  return tasks.map((duration) => duration / 1000);
}

/**
 * When pictures came to the screen, in milliseconds, in a trace of the category `viz`. The browser scrolls what is there
 * without asking the page: these are what a person sees move.
 */
export function picturesAt(trace: Buffer): number[] {
  return eventsOf(trace)
    .filter(({ name, ph }) => name === 'Display::DrawAndSwap' && ph === 'X')
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
}

function eventsOf(trace: Buffer): readonly TraceEvent[] {
  return (JSON.parse(trace.toString('utf8')) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
}
