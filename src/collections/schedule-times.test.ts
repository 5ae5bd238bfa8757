import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant } from '../contract/instants.ts';
import { parseSchedule, scheduleText } from './schedule-text.ts';
import { lastTime, nextTime } from './schedule-times.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('the text of a schedule', () => {
  it.each([
    ['seg-sex 06:00', 'seg-sex 06:00'],
    ['Seg, Qua ,SEX 6h', 'seg,qua,sex 06:00'],
    ['mon-fri 14:30,06:00', 'seg-sex 06:00,14:30'],
    ['todos 6h30', 'todos 06:30'],
    ['23:59', 'todos 23:59'],
    ['sáb,domingo 00:00, 00:00', 'dom,sab 00:00'],
    ['sex-seg 7:05', 'dom,seg,sex,sab 07:05'],
    ['weekdays 9:00', 'seg-sex 09:00'],
    ['úteis 9h', 'seg-sex 09:00'],
    ['seg,ter-qui 08:00', 'seg-qui 08:00'],
  ])('%s is %s', (text, kept) => {
    expect(scheduleText(parseSchedule(text))).toBe(kept);
    expect(parseSchedule(kept)).toEqual(parseSchedule(text));
  });

  it.each([
    ...['', 'seg-sex', 'seg-sex 24:00', 'seg-sex 6', '06:60', 'xyz 06:00', 'seg- 06:00', 'seg-qua-sex 06:00'],
    ...['constructor 06:00', '__proto__ 06:00', 'toString,seg 06:00'],
    ...['06:00 seg', 'seg 06:00 07:00', '0 6 * * 1-5', `seg ${'06:00,'.repeat(30)}07:00`, '-1:00'],
  ])('%j is none', (text) => expect(() => parseSchedule(text)).toThrow('seg-sex 06:00'));
});

const at = (text: string): number => Date.parse(text);

describe('the times of a schedule', () => {
  const zone = 'America/Sao_Paulo';
  const next = (text: string, after: string, timeZone = zone): string =>
    formatInstant(new Date(nextTime(parseSchedule(text), at(after), timeZone)), timeZone);
  const last = (text: string, until: string, timeZone = zone): string =>
    formatInstant(new Date(lastTime(parseSchedule(text), at(until), timeZone)), timeZone);

  it('are those of its days, in the time zone of the business', () => {
    // A Friday.
    expect(next('seg-sex 06:00', '2026-03-06T08:59:59Z')).toBe('2026-03-06T06:00:00-03:00');
    expect(next('seg-sex 06:00', '2026-03-06T09:00:00Z')).toBe('2026-03-09T06:00:00-03:00');
    expect(last('seg-sex 06:00', '2026-03-06T09:00:00Z')).toBe('2026-03-06T06:00:00-03:00');
    expect(last('seg-sex 06:00', '2026-03-06T08:59:59Z')).toBe('2026-03-05T06:00:00-03:00');
    expect(next('todos 06:00,14:30', '2026-03-06T10:00:00Z')).toBe('2026-03-06T14:30:00-03:00');
    // Late in the evening here it is the next day elsewhere.
    expect(next('sex 23:30', '2026-03-07T02:00:00Z')).toBe('2026-03-06T23:30:00-03:00');
    expect(next('dom 00:00', '2026-03-08T03:00:00Z')).toBe('2026-03-15T00:00:00-03:00');
  });

  it('are as much later as the clock was put forward over them', () => {
    const lisbon = 'Europe/Lisbon';
    expect(next('todos 01:30', '2026-03-28T12:00:00Z', lisbon)).toBe('2026-03-29T02:30:00+01:00');
    expect(next('todos 01:30', '2026-03-29T01:30:00Z', lisbon)).toBe('2026-03-30T01:30:00+01:00');
    // Midnight itself, as it was in Brazil.
    expect(next('todos 00:00', '2018-11-03T12:00:00Z')).toBe('2018-11-04T01:00:00-02:00');
  });

  it('are once where the clock shows them twice, the first time', () => {
    const lisbon = 'Europe/Lisbon';
    expect(next('todos 01:30', '2026-10-24T12:00:00Z', lisbon)).toBe('2026-10-25T01:30:00+01:00');
    expect(next('todos 01:30', '2026-10-25T00:30:00Z', lisbon)).toBe('2026-10-26T01:30:00+00:00');
  });

  it(`follow each other without a gap or a repetition, wherever (SEED=${SEED})`, () => {
    const zones = fc.constantFrom('America/Sao_Paulo', 'Europe/Lisbon', 'Australia/Lord_Howe', 'UTC');
    const texts = fc.constantFrom('seg-sex 06:00', 'todos 01:30,02:15', 'dom 00:00', 'qua,sab 23:59,00:01');
    const instants = fc.integer({ min: at('2017-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(texts, zones, instants, (text, timeZone, instant) => {
        const schedule = parseSchedule(text);
        const following = nextTime(schedule, instant, timeZone);
        expect(following).toBeGreaterThan(instant);
        expect(lastTime(schedule, following, timeZone)).toBe(following);
        expect(lastTime(schedule, following - 1, timeZone)).toBeLessThanOrEqual(instant);
        expect(nextTime(schedule, following - 1, timeZone)).toBe(following);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
