import { bareServer } from './bare-server.ts';
import { crowdClient } from './client-crowd.ts';
import { liveClient } from './client-live.ts';
import { routeClient, throughputClient } from './client-routes.ts';
import { runClient } from './client-run.ts';

/** Clients of the product, and the server it is held against: processes of their own, as the contestants are. */
export const clientContestants = {
  'run-client': runClient,
  'bare-server': bareServer,
  'live-client': liveClient,
  'crowd-client': crowdClient,
  'route-client': routeClient,
  'throughput-client': throughputClient,
} as const;
