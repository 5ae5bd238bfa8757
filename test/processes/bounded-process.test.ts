import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ProcessBounds, runBounded } from '../../src/processes/bounded-process.ts';
import { translated } from '../support/translated.ts';

const BOUNDS: ProcessBounds = { heap: 64, resident: 400, computing: 60_000, silence: 60_000 };

async function run(
  order: unknown,
  bounds: Partial<ProcessBounds> = {},
  onTold: (message: unknown, stop: () => void) => void = () => undefined,
): Promise<{ end: unknown; told: unknown[] }> {
  const told: unknown[] = [];
  const controller = new AbortController();
  const hear = (message: unknown): void => {
    told.push(message);
    onTold(message, () => controller.abort());
  };
  const program = pathToFileURL(translated(import.meta.url, 'program'));
  const end = await runBounded(program, order, { ...BOUNDS, ...bounds }, hear, controller.signal);
  return { end, told };
}

describe('work in a process apart', () => {
  it('is given its order as it is, and heard to its end', async () => {
    const order = new Map([['a', [1, null, new Map()]]]);
    expect(await run(order)).toEqual({ end: { how: 'done' }, told: [['begun', order]] });
  });

  it('ends for itself alone when it takes too much memory, of objects or of buffers', async () => {
    const ended = await Promise.all([run('objects'), run('buffers')]);
    expect(ended.map(({ end }) => end)).toEqual([{ how: 'memory' }, { how: 'memory' }]);
  });

  it('ends when it computes too long, or gives no sign of life', async () => {
    const ended = await Promise.all([run('compute', { computing: 500 }), run('busy', { silence: 2000 })]);
    expect(ended.map(({ end }) => end)).toEqual([{ how: 'time' }, { how: 'time' }]);
  });

  it('that dies says of what', async () => {
    const { end } = await run('throw');
    expect(end).toMatchObject({ how: 'died', detail: expect.stringContaining('on purpose') });
  });

  it('ends when it is not wanted any more, and is heard until then', async () => {
    expect(await run('wait', {}, (_, stop) => stop())).toEqual({
      end: { how: 'stopped' },
      told: [['begun', 'wait'], 'told to stop'],
    });
  });

  it('ends also where it does not hear that', async () => {
    const { end } = await run('busy', { stopping: 100 }, (_, stop) => stop());
    expect(end).toEqual({ how: 'stopped' });
  });

  it('is not begun where it was not wanted to begin with', async () => {
    const program = new URL('file:///nowhere.js');
    expect(await runBounded(program, null, BOUNDS, () => undefined, AbortSignal.abort())).toEqual({
      how: 'stopped',
    });
  });
});
