import { positive } from './variable-kinds.ts';

/** What one caller may take of the API (docs/limits.md). */
export const callerLimitVariables = {
  API_READS_PER_SECOND: positive.optional().meta({
    group: 'Limits',
    shown: 'no limit',
    description: 'reads of one caller a second, counted over ten and over all replicas, more are answered 429 (docs/limits.md)',
  }),
  API_WRITES_PER_SECOND: positive.optional().meta({
    group: 'Limits',
    shown: 'no limit',
    description: 'changing requests of one caller a second, counted in the same way',
  }),
  API_MAX_IN_FLIGHT_PER_CALLER: positive.optional().meta({
    group: 'Limits',
    shown: 'three quarters of API_MAX_WRITES',
    description:
      'requests of one caller that an API works on at once, with their bodies, more are answered 429; no limit without OIDC_ISSUER',
  }),
  API_MAX_CONNECTIONS_PER_ADDRESS: positive.optional().meta({
    group: 'Limits',
    shown: 'no limit',
    description: 'connections from one address (IPv6: /64), HTTP and gRPC; more are closed. Behind a gateway all are from one address',
  }),
};
