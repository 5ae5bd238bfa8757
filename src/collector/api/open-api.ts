import { HttpClient } from '../net/http-client.ts';
import { PATIENCE, type Patience } from '../retry.ts';
import type { ApiCredentials } from '../settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { ApiClient } from './api-client.ts';
import type { PortalApi } from './portal-api.ts';

/**
 * Opens an API; nothing is asked yet.
 * @param isSignInUrl whether an address asks people to sign in: an API that leads there does not know its client
 */
export function openApi(
  api: PortalApi,
  base: string,
  credentials: ApiCredentials,
  isSignInUrl: (url: string) => boolean,
  patience: Patience = PATIENCE,
): ApiClient {
  const client = new HttpClient(base, isSignInUrl);
  const tokens = new AccessTokens(client, api.demand(base), credentials, patience);
  return new ApiClient(base, client, tokens, patience);
}
