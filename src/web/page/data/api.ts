import type { ErrorAnswer } from '../../../contract/stock-wire.ts';
import { language } from '../words/preferences.ts';
import { SHELL } from '../words/shell-words.ts';

/** A path of the API that answers a `T`. */
export type ApiPath<T> = string & { readonly answer?: T };

/** A question that got no answer; the message is a sentence for people, the server's own where it sent one. */
export class ApiError extends Error {
  /** Status of HTTP; 0 where the server could not be reached. */
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(message: string, status: number, code: string, details: unknown = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The question outlives the page. */
  readonly keepalive?: boolean;
}

/**
 * Asks the server.
 * @throws ApiError with a sentence for people; AbortError when the signal aborts
 */
export async function ask<T>(path: ApiPath<T>, options: AskOptions = {}): Promise<T> {
  const { method = 'GET', body, signal, keepalive = false } = options;
  const headers: Record<string, string> = { 'accept-language': language.peek() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    keepalive,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(SHELL.say('error_unreachable'), 0, 'UNREACHABLE');
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  throw apiErrorOf(answer, response.status);
}

/** The error that an answer of the server stands for. */
export function apiErrorOf(answer: unknown, status: number): ApiError {
  const { codigo, error, detalhes } = (answer ?? {}) as Partial<ErrorAnswer>;
  const sentence = error ?? SHELL.say('error_status', { status: String(status) });
  return new ApiError(sentence, status, codigo ?? 'UNKNOWN', detalhes);
}

/** What went wrong, as an error that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(SHELL.say('error_unexpected'), 0, 'UNEXPECTED', error);
}

/** A path with a query, added to the one it has; empty values are left out, several of a name stand one after another. */
export function apiPath<T>(
  path: string,
  queries: Readonly<Record<string, string | number | readonly string[] | null | undefined>> = {},
): ApiPath<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(queries)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}
