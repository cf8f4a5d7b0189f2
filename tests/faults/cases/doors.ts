import { again, type FaultCase } from '../world.ts';

/** Several times as many as the API works for at once (API_MAX_READS). */
const CALLERS = 60;
const PAUSE_MS = 20;

export const flood: FaultCase = {
  name: 'a tenant that floods',
  alert: 'RequestsShed',
  inject: async ({ system: { config } }) => ({
    lift: again(async () => (await fetch(`${config.api.url}/orders?limit=1`)).text(), { atOnce: CALLERS, pauseMs: PAUSE_MS }),
    shows: /route="\/orders",status="429"\} [1-9]/,
  }),
};

export const certificateEnds: FaultCase = {
  name: 'certificate near its end',
  alert: 'CertificateEnds',
  labels: { process: 'api', use: 'grpc' },
  async inject({ certify, system: { config } }) {
    certify(10);
    return {
      lift: async () => certify(400),
      shows: new RegExp(`^${config.api.port} certificate_expiry_timestamp_seconds\\{use="grpc"\\} \\d`, 'm'),
    };
  },
};
