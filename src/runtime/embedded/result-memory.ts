import type { KeptResult } from '../runtime.ts';

/** Results in memory, at most so many bytes: the oldest give way to new ones. */
export class ResultMemory {
  readonly #room: number;
  readonly #groups = new Map<string, Set<string>>();
  /** In the order they were kept. */
  readonly #results = new Map<string, KeptResult & { readonly group: string }>();
  #bytes = 0;

  constructor(room: number) {
    this.#room = room;
  }

  keep(group: string, key: string, result: KeptResult): void {
    const place = placeOf(group, key);
    this.#remove(place);
    this.#results.set(place, { ...result, group });
    const places = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, places.add(place));
    this.#bytes += result.bytes.length;
    for (const oldest of this.#results.keys()) {
      if (this.#bytes <= this.#room) break;
      this.#remove(oldest);
    }
  }

  find(group: string, key: string): KeptResult | null {
    return this.#results.get(placeOf(group, key)) ?? null;
  }

  forget(group: string): void {
    for (const place of [...(this.#groups.get(group) ?? [])]) this.#remove(place);
  }

  #remove(place: string): void {
    const known = this.#results.get(place);
    if (known === undefined) return;
    this.#results.delete(place);
    this.#bytes -= known.bytes.length;
    const places = this.#groups.get(known.group);
    places?.delete(place);
    if (places?.size === 0) this.#groups.delete(known.group);
  }
}

function placeOf(group: string, key: string): string {
  return `${group} ${key}`;
}
