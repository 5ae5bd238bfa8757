const { console } = globalThis;
const MARK = '[ruptura]';

/** Tells whoever looks into the browser's console. */
export function inform(sentence: string): void {
  console.info(MARK, sentence);
}

/** Tells that something is wrong. */
export function complain(sentence: unknown): void {
  console.warn(MARK, sentence);
}

/** A listener that never throws into the page. */
export function guarded<Given extends unknown[]>(work: (...given: Given) => void): (...given: Given) => void {
  return (...given) => {
    try {
      work(...given);
    } catch (error) {
      complain(error);
    }
  };
}
