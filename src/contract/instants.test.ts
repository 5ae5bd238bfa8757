import { describe, expect, it } from 'vitest';
import { formatInstant } from './instants.ts';

describe('an instant is written', () => {
  it.each([
    ['2026-03-02T14:00:00Z', 'America/Sao_Paulo', '2026-03-02T11:00:00-03:00'],
    ['2026-03-02T02:59:59.900Z', 'America/Sao_Paulo', '2026-03-01T23:59:59-03:00'],
    ['2019-01-02T14:00:00Z', 'America/Sao_Paulo', '2019-01-02T12:00:00-02:00'],
    ['2026-07-01T00:00:00Z', 'Asia/Kathmandu', '2026-07-01T05:45:00+05:45'],
    ['2026-07-01T00:00:00Z', 'UTC', '2026-07-01T00:00:00+00:00'],
    ['2026-07-01T00:00:00Z', 'America/St_Johns', '2026-06-30T21:30:00-02:30'],
  ])('%s in %s as %s', (instant, zone, text) => {
    expect(formatInstant(new Date(instant), zone)).toBe(text);
  });

  it('in UTC when the zone is unknown here', () => {
    expect(formatInstant(new Date('2026-07-01T00:00:00Z'), 'Lua/Mar_da_Calma')).toBe(
      '2026-07-01T00:00:00+00:00',
    );
  });

  it('as the same instant, whatever the zone', () => {
    const instant = new Date('2026-10-25T00:30:00Z');
    for (const zone of ['Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia']) {
      expect(new Date(formatInstant(instant, zone)).getTime(), zone).toBe(instant.getTime());
    }
  });
});
