import { type ReadonlySignal, signal } from '@preact/signals';

/** Size of the window in pixels. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

const size = signal<PageSize>({ width: 0, height: 0 });
let isFollowed = false;

/** The size of the window, followed from the first time it is asked for. */
export function pageSize(): ReadonlySignal<PageSize> {
  if (!isFollowed) {
    isFollowed = true;
    const take = (): void => {
      size.value = { width: innerWidth, height: innerHeight };
    };
    take();
    addEventListener('resize', take);
  }
  return size;
}
