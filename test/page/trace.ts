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
