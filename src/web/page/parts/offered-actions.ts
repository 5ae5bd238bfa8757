import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { IconName } from './icon.tsx';

export const ACTION_GROUPS = ['do', 'filter', 'go', 'look'] as const;

/** Something that can be done from the search box. */
export interface PaletteAction {
  readonly key: string;
  readonly group: (typeof ACTION_GROUPS)[number];
  readonly icon: IconName;
  readonly title: string;
  readonly run: () => void;
}

/** What the page in force offers. */
export const offered = signal<readonly PaletteAction[]>([]);

/** Offers actions in the search box while the component is there. @param key changes whenever what they say or do does */
export function useActions(key: string, actions: () => readonly PaletteAction[]): void {
  useEffect(() => {
    const mine = actions();
    offered.value = mine;
    return () => {
      if (offered.peek() === mine) offered.value = [];
    };
  }, [key]);
}
