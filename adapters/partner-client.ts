import { request } from 'undici';
import { DependencyError } from '../domain/errors.ts';
import { tracingHeaders } from '../platform/spans.ts';
import { NotNowError } from './not-now-error.ts';
import type { Partner } from './breaker.ts';
import { retryAfterMsOf } from './retry-after.ts';

export interface PartnerAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** How long one call may take (ms). */
  readonly timeoutMs?: number;
}

export interface PartnerRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A repeat under the same one has one effect. */
  readonly idempotencyKey?: string;
  readonly body?: object;
  readonly timeoutMs?: number;
}

/** What was done, or the final no of the partner, with its code and text. */
export type PartnerAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly body: unknown };

/** One call to a partner over HTTP. @throws DependencyError when there is no answer, in time, or none for now */
export type PartnerClient = (request: PartnerRequest) => Promise<PartnerAnswer>;

/** Well within the 10 s of the breaker, so that two calls and their record fit into a step (ms). */
const TIMEOUT_MS = 5000;

export function connectPartner(partner: Partner, access: PartnerAccess): PartnerClient {
  return async (call) => {
    const { timeoutMs = access.timeoutMs ?? TIMEOUT_MS } = call;
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, retryAfter, text } = await send(access, call, signal).catch((cause: unknown) => {
      const what = signal.aborted ? `did not answer within ${timeoutMs} ms` : 'did not answer';
      throw new DependencyError(partner, `The ${partner} ${what}; the outcome is unknown.`, { cause });
    });
    if (status < 300) return { ok: true, body: text === '' ? undefined : JSON.parse(text) };
    if (status >= 500 || status === 429 || status === 408) throw unavailable(partner, status, retryAfterMsOf(retryAfter));
    if (status === 401 || status === 403) throw new DependencyError(partner, `The ${partner} refuses the key in PARTNERS_API_KEY.`);
    return refusalOf(partner, status, text);
  };
}

/** Over a connection of an earlier call, as long as the partner says that it keeps it. `fetch`, built on undici, takes twice the CPU time. */
async function send({ url, apiKey }: PartnerAccess, { method, path, idempotencyKey, body }: PartnerRequest, signal: AbortSignal) {
  const response = await request(`${url}${path}`, {
    signal,
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...tracingHeaders(),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { statusCode: status, headers } = response;
  return { status, retryAfter: headers['retry-after']?.toString(), text: await response.body.text() };
}

function unavailable(partner: Partner, status: number, retryAfterMs: number | undefined): DependencyError {
  return new DependencyError(partner, `The ${partner} answered ${status}.`, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** @throws NotNowError when it is not in the partner's form */
function refusalOf(partner: Partner, status: number, text: string): PartnerAnswer {
  const body = parsed(text);
  const { code, message } = body as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && typeof message === 'string') return { ok: false, code, message, body };
  throw new NotNowError(partner, `The ${partner} answered ${status}: ${text.slice(0, 300)}`);
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

/** A no that the caller has no word for: a person has to read it. */
export function unexpected(partner: Partner, { code, message }: { code: string; message: string }): NotNowError {
  return new NotNowError(partner, `The ${partner} refuses what it was asked (${code}): ${message}`);
}
