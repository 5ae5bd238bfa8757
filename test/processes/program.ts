import { serveParent } from '../../src/processes/bounded-program.ts';

/** A program that does to itself what it is ordered to. */

function keepBusy(): void {
  for (;;);
}

serveParent(async (order, { tell, signal }) => {
  tell(['begun', order]);
  switch (order) {
    case 'objects': {
      const kept: unknown[] = [];
      for (;;) kept.push({ number: kept.length, text: `${kept.length}` });
    }
    case 'buffers': {
      const kept: Buffer[] = [];
      for (;;) {
        kept.push(Buffer.alloc(8 << 20, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    case 'busy':
      keepBusy();
      break;
    case 'compute':
      for (;;) {
        for (let n = 0; n < 1e6; n++);
        await new Promise((resolve) => setImmediate(resolve));
      }
    case 'throw':
      throw new Error('on purpose');
    case 'wait':
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      tell('told to stop');
  }
});
