import { AbortPolling, poll, reasonOf } from './poll.ts';
import type { Waiting } from './screen.ts';

/** A server that somebody else runs, or that is coming up, as a person knows it. */
export interface Server {
  readonly name: string;
  /** host:port, without a login. */
  readonly address: string;
  /** Of the environment, that says so. */
  readonly variable: string;
}

export interface WaitOptions {
  readonly waiting: Waiting;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

const SHOWN_AFTER_MS = 500;

/**
 * Tries until the server does what is asked of it, and shows from the first second that it does not, and why.
 * @throws AbortPolling as `attempt` does, with the server's name, when waiting cannot help; PollTimeout
 */
export async function waitForServer<T>(server: Server, { waiting, withinMs, signal }: WaitOptions, attempt: () => Promise<T>): Promise<T> {
  const who = `${server.name} at ${server.address} (${server.variable})`;
  let reason = 'no answer yet';
  let hide = () => {};
  const show = setTimeout(() => (hide = waiting((seconds) => `waiting for ${who}: ${reason}, ${seconds} s`)), SHOWN_AFTER_MS);
  try {
    return await poll({ what: `${who} did not answer`, withinMs, signal }, async () => {
      try {
        return await attempt();
      } catch (error) {
        reason = inShort(error);
        throw error instanceof AbortPolling ? new AbortPolling(`${who}: ${error.message}`, { cause: error.cause }) : error;
      }
    });
  } finally {
    clearTimeout(show);
    hide();
  }
}

/** What a socket's error comes to. */
function inShort(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return inShort(error.errors[0]);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : reasonOf(error);
}

/** Node's and OpenSSL's codes for a certificate that is not taken; permission is given by the server's own setting, or not at all. */
export function isUntrustedCertificate(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code);
}
