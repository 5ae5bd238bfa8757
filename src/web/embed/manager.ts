/** An analysis the page had before: its automatic start is ours while the script is on, all else stays its own. */
type Manager = Record<string, unknown>;

const GLOBAL = 'rupturaManager';

/** Whether the page has an analysis of its own. */
export function hasManager(): boolean {
  return isManager(globalOf(GLOBAL));
}

/**
 * Calls `onStart` instead of the automatic start of `window.rupturaManager`, of one that the page sets later too.
 * @param start name of that method
 * @returns the undo, after which the page is as it was
 */
export function interceptManager(start: string, onStart: () => void): () => void {
  const undos: (() => void)[] = [];
  const take = (value: unknown): void => {
    if (isManager(value)) undos.push(replaceMethod(value, start, onStart));
  };
  take(globalOf(GLOBAL));
  const release = watchGlobal(GLOBAL, take);
  return () => {
    release();
    for (const undo of undos.reverse()) undo();
  };
}

/**
 * Calls `onSet` whenever the page sets a global; returns the undo. A global declared by `var` before cannot be watched
 * and is left alone.
 */
export function watchGlobal(name: string, onSet: (value: unknown) => void): () => void {
  const before = Object.getOwnPropertyDescriptor(window, name);
  if (before !== undefined && (before.configurable !== true || !('value' in before))) return () => undefined;
  let value: unknown = before?.value;
  let isSet = before !== undefined;
  Object.defineProperty(window, name, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set: (given: unknown) => {
      value = given;
      isSet = true;
      onSet(given);
    },
  });
  return () => {
    Reflect.deleteProperty(window, name);
    if (!isSet) return;
    Object.defineProperty(window, name, { value, configurable: true, enumerable: true, writable: true });
  };
}

function replaceMethod(manager: Manager, name: string, onStart: () => void): () => void {
  const original = manager[name];
  if (typeof original !== 'function') return () => undefined;
  const wasOwn = Object.hasOwn(manager, name);
  const ours = (): Promise<void> => {
    onStart();
    return Promise.resolve();
  };
  // A frozen one keeps its start.
  if (!Reflect.set(manager, name, ours)) return () => undefined;
  return () => {
    // What the page put there since stays.
    if (manager[name] !== ours) return;
    if (wasOwn) manager[name] = original;
    else delete manager[name];
  };
}

function isManager(value: unknown): value is Manager {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}

function globalOf(name: string): unknown {
  return (window as unknown as Record<string, unknown>)[name];
}
