import { HttpClient } from '../net/http-client.ts';
import { NO_PACE, type PortalPace } from '../net/portal-pace.ts';
import { PATIENCE, type Patience } from '../retry.ts';
import type { ApiCredentials } from '../settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { ApiClient, type PagesOfPortal } from './api-client.ts';
import type { PortalApi } from './portal-api.ts';

/** Whom an API is asked for, and where. */
export interface ApiAccess {
  readonly api: PortalApi;
  /** The portal's pages: an API that leads to them does not know its client, or is closed. */
  readonly pages: PagesOfPortal;
  /** Origin of the tenant. */
  readonly base: string;
  readonly credentials: ApiCredentials;
}

/** Opens an API; nothing is asked yet. */
export function openApi(
  { api, pages, base, credentials }: ApiAccess,
  patience: Patience = PATIENCE,
  pace: PortalPace = NO_PACE,
): ApiClient {
  const isSignInUrl = (url: string): boolean => pages.isSignInUrl(url, base);
  const client = new HttpClient(base, isSignInUrl, undefined, undefined, pace);
  const tokens = new AccessTokens(client, api.demand(base), credentials, patience);
  return new ApiClient(base, client, tokens, pages, patience);
}
