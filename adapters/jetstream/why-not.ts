import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';

/** JetStream's error codes; numbers of a wire format do not change. */
const CODES = { notForAccount: 10_039, noRoom: 10_047, overlap: 10_065, full: 10_077 } as const;

/** Of a cluster that has no leader at this moment, as HTTP has it. */
const UNAVAILABLE = 503;

/** Node's and OpenSSL's codes. */
const CERTIFICATE_REFUSED = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/;
const FILE_REFUSED = /^(ENOENT|EACCES|EISDIR)$/;

/** Events grow old and make room. */
export const FULL = 'the stream ORDERS is full (EVENTS_MAX_BYTES)';

/** Why JetStream does not take events, for whoever runs the servers. */
export interface WhyNot {
  readonly says: string;
  /** Waiting does not change it: somebody has to set something first. */
  readonly isHopeless: boolean;
}

export function whyNot(error: unknown): WhyNot {
  const { message = String(error), name, code } = (error ?? {}) as { message?: string; name?: string; code?: unknown };
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError)
    return hopeless(`NATS refuses the login: ${message}`);
  // Its class is not exported.
  if (name === 'JetStreamNotEnabled') return hopeless('NATS runs without JetStream (nats-server -js)');
  if (error instanceof JetStreamApiError) return refused(error);
  if (CERTIFICATE_REFUSED.test(String(code)))
    return hopeless(`NATS shows a certificate that is not trusted (${message}): name its authority in NATS_CA`);
  if (FILE_REFUSED.test(String(code))) return hopeless(`a file for the login to NATS cannot be read: ${message}`);
  if (message.includes(`does not support 'tls'`)) return hopeless('NATS offers no TLS: say nats:// in place of tls://');
  return { says: `NATS cannot be reached: ${message}`, isHopeless: false };
}

function refused(error: JetStreamApiError): WhyNot {
  switch (error.code) {
    case CODES.notForAccount:
      return hopeless('the account at NATS may not use JetStream');
    case CODES.full:
      return { says: FULL, isHopeless: false };
    case CODES.noRoom:
      return hopeless('JetStream has less room than the stream ORDERS may take: lower EVENTS_MAX_BYTES, or raise max_file_store');
    case CODES.overlap:
      return hopeless('another stream takes subjects of orders.>: take them out of it, or remove it');
    default:
      return { says: `JetStream refuses the stream ORDERS: ${error.message}`, isHopeless: error.status !== UNAVAILABLE };
  }
}

function hopeless(says: string): WhyNot {
  return { says, isHopeless: true };
}
