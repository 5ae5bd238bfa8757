import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { language } from '../words/preferences.ts';
import { type ApiError, type ApiPath, asApiError, ask } from './api.ts';
import { onTouched, type TouchedKeys } from './live.ts';
import { PacedWork } from './pace.ts';

/** An answer as it stands: `data` is the newest one, kept while it is asked for again and when asking fails. */
export interface AnswerState<T> {
  readonly data: T | null;
  readonly error: ApiError | null;
  readonly isLoading: boolean;
}

/** Whether what a commit touched may change an answer. */
export type TouchTest = (touched: TouchedKeys) => boolean;

export const anything: TouchTest = () => true;
export const onlyAll: TouchTest = (touched) => touched.all;

/** Answers of one order. */
export function orderTouched(order: string): TouchTest {
  return (touched) => touched.all || touched.orders.has(order);
}

/** Answers of one product. */
export function productTouched(product: string): TouchTest {
  return (touched) => touched.all || touched.products.has(product);
}

const LOADING = { data: null, error: null, isLoading: true } as const;
const IDLE = signal<AnswerState<never>>({ data: null, error: null, isLoading: false });

/** One answer, shared by all who show it, asked for again when it is touched. */
export class Resource<T> {
  readonly state = signal<AnswerState<T>>(LOADING);
  readonly #path: ApiPath<T>;
  readonly #test: TouchTest;
  readonly #abort = new AbortController();
  readonly #pace = new PacedWork(() => this.#ask());
  readonly #unlisten: () => void;
  users = 0;

  constructor(path: ApiPath<T>, test: TouchTest) {
    this.#path = path;
    this.#test = test;
    this.#unlisten = onTouched((touched) => {
      if (this.#test(touched)) this.#pace.want();
    });
    this.again();
  }

  again(): void {
    this.#pace.want();
  }

  close(): void {
    this.#unlisten();
    this.#pace.stop();
    this.#abort.abort();
  }

  async #ask(): Promise<void> {
    try {
      const data = await ask(this.#path, { signal: this.#abort.signal });
      this.state.value = { data, error: null, isLoading: false };
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.state.value = { data: this.state.peek().data, error: asApiError(error), isLoading: false };
    }
  }
}

const resources = new Map<string, Resource<unknown>>();

/** An answer, and how to ask for it again by hand. */
export interface UsedAnswer<T> {
  readonly state: ReadonlySignal<AnswerState<T>>;
  again(): void;
}

/**
 * The answer at a path, for as long as the component is there. It follows the book by itself; nothing is asked twice at
 * the same time, and the question asked last gives the answer shown.
 * @param path null asks nothing
 * @param test which commits make it worth asking again; must depend on the path alone
 */
export function useAnswer<T>(path: ApiPath<T> | null, test: TouchTest): UsedAnswer<T> {
  const key = path === null ? null : `${language.value} ${path}`;
  // The key stands for the path, the test goes with it.
  const resource = useMemo(() => (key === null ? null : taken(key, path!, test)), [key]);
  useEffect(() => {
    if (key === null || resource === null) return;
    resource.users += 1;
    return () => release(key, resource);
  }, [key, resource]);
  return { state: resource?.state ?? IDLE, again: () => resource?.again() };
}

function taken<T>(key: string, path: ApiPath<T>, test: TouchTest): Resource<T> {
  let resource = resources.get(key) as Resource<T> | undefined;
  if (resource === undefined) {
    resource = new Resource(path, test);
    resources.set(key, resource as Resource<unknown>);
  }
  return resource;
}

function release(key: string, resource: Resource<never> | Resource<unknown>): void {
  resource.users -= 1;
  // The component that takes over may come in the same moment.
  setTimeout(() => {
    if (resource.users > 0 || resources.get(key) !== resource) return;
    resource.close();
    resources.delete(key);
  });
}
