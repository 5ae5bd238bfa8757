import { RupturaError } from '../contract/errors.ts';
import { withoutAccents } from '../contract/without-accents.ts';

/** When something is done: on days of the week, at times of the day, by the clock of the business time zone. */
export interface Schedule {
  /** 0 is Sunday; in order, each once. */
  readonly days: readonly number[];
  /** Minutes after midnight; in order, each once. */
  readonly times: readonly number[];
}

const MOST_TIMES = 24;
const LONGEST_TEXT = 200;
const WEEK = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS = [1, 2, 3, 4, 5];
/** Beginnings of the names of days in both languages; the first is how a day is written back. */
const DAY_NAMES: readonly (readonly string[])[] = [
  ['dom', 'domingo', 'sun', 'sunday'],
  ['seg', 'segunda', 'mon', 'monday'],
  ['ter', 'terca', 'tue', 'tuesday'],
  ['qua', 'quarta', 'wed', 'wednesday'],
  ['qui', 'quinta', 'thu', 'thursday'],
  ['sex', 'sexta', 'fri', 'friday'],
  ['sab', 'sabado', 'sat', 'saturday'],
];
const GROUPS: ReadonlyMap<string, readonly number[]> = new Map([
  ...['todos', 'diario', 'diariamente', 'daily', 'everyday', 'all'].map((name) => [name, WEEK] as const),
  ...['uteis', 'weekdays'].map((name) => [name, WORKDAYS] as const),
]);

/**
 * Reads a schedule: days (`seg,qua,sex`, `seg-sex`, `todos`, in English too), then times (`06:00`, `06:00,14:30`, `6h30`).
 * Without days it is every day.
 * @throws RupturaError AGENDA_INVALIDA
 */
export function parseSchedule(text: string): Schedule {
  const words = withoutAccents(text.slice(0, LONGEST_TEXT + 1).toLowerCase())
    .replace(/\s*([,-])\s*/g, '$1')
    .trim()
    .split(/\s+/);
  const last = words.at(-1) ?? '';
  const days = words.length === 1 ? WEEK : words.length === 2 ? daysOf(words[0]!) : null;
  const times = timesOf(last);
  if (text.length > LONGEST_TEXT || days === null || times === null)
    throw new RupturaError('AGENDA_INVALIDA', { valor: text.slice(0, 80) });
  return { days, times };
}

/** A schedule as it is kept and shown: `seg-sex 06:00,14:30`. Reading it gives the same schedule. */
export function scheduleText({ days, times }: Schedule): string {
  return `${daysText(days)} ${times.map(timeText).join(',')}`;
}

function daysOf(text: string): readonly number[] | null {
  const parts = text.split(',').map(partDays);
  return parts.some((part) => part === null) ? null : ordered(parts.flatMap((part) => part ?? []));
}

/** A day, a group of days, or from one day to another, over the end of the week too. */
function partDays(part: string): readonly number[] | null {
  const group = GROUPS.get(part);
  if (group !== undefined) return group;
  const [first = '', last = first, ...more] = part.split('-');
  const [from, to] = [dayOf(first), dayOf(last)];
  if (from === -1 || to === -1 || more.length > 0) return null;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, at) => (from + at) % 7);
}

function dayOf(name: string): number {
  return DAY_NAMES.findIndex((names) => names.includes(name));
}

function timesOf(text: string): readonly number[] | null {
  const times = text.split(',').map(timeOf);
  if (times.length > MOST_TIMES || times.some((time) => time === null)) return null;
  return ordered(times.map((time) => time ?? 0));
}

function timeOf(text: string): number | null {
  const match = /^(\d{1,2})(?::(\d{2})|h(\d{2})?)$/.exec(text);
  if (match === null) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? match[3] ?? '0');
  return hours > 23 || minutes > 59 ? null : hours * 60 + minutes;
}

function ordered(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

function daysText(days: readonly number[]): string {
  if (days.length === WEEK.length) return 'todos';
  const names = days.map((day) => DAY_NAMES[day]![0]!);
  const [first = 0] = days;
  const isRun = days.length > 2 && days.every((day, at) => day === first + at);
  return isRun ? `${names[0]}-${names.at(-1)}` : names.join(',');
}

function timeText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
