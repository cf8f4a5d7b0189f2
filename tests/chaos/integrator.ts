import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../platform/poll.ts';
import type { Order } from '../../domain/order.ts';
import type { CallName, RunRecord, Told } from './record.ts';

export interface Call {
  readonly script: number;
  readonly call: CallName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly prefer?: string;
}

/** Twice the API's deadline, and the longest that it may be asked to wait besides (ms). */
const ANSWER_WITHIN_MS = 13_000;
/** Without a Retry-After: the first pause; each one after it is twice as long (ms). */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;

export type Integrator = ReturnType<typeof createIntegrator>;

/** A caller that does what the documentation tells it: repeats under the same key until it has an answer, and writes down all of it. */
export function createIntegrator(apiUrl: string, record: RunRecord, closing: AbortSignal) {
  const once = async (call: Call, attempt: number): Promise<{ told: Told; repeatAfterMs: number }> => {
    const { script, call: name, method, path, body } = call;
    record.sends({ script, call: name, attempt, request: `${method} ${path}`, ...(body !== undefined && { body }) });
    const asked = { script, call: name, attempt, sentAt: Date.now() };
    try {
      const response = await fetch(new URL(path, apiUrl), { ...requestOf(call), signal: anyOf(closing) });
      const text = await response.text();
      const told = { ...asked, toldAt: Date.now(), status: response.status, ...contentOf(response, text) };
      record.tells(told);
      return { told, repeatAfterMs: Number(response.headers.get('retry-after') ?? Number.NaN) * 1000 || pauseMs(attempt) };
    } catch (error) {
      const told = { ...asked, toldAt: Date.now(), lost: lossOf(error) };
      record.tells(told);
      return { told, repeatAfterMs: pauseMs(attempt) };
    }
  };

  return {
    once: async (call: Call) => (await once(call, 1)).told,

    /** Undefined when there was no final answer before the run was over. */
    async persist(call: Call, isFinal: (status: number) => boolean = () => true): Promise<Told | undefined> {
      for (let attempt = 1; !closing.aborted; attempt++) {
        const { told, repeatAfterMs } = await once(call, attempt);
        if (told.status !== undefined && !mustRepeat(told.status) && isFinal(told.status)) return told;
        await delay(repeatAfterMs, undefined, { signal: closing }).catch(() => undefined);
      }
      return undefined;
    },
  };
}

function pauseMs(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
}

export function mustRepeat(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function requestOf({ method, key, body, prefer }: Call): RequestInit {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(prefer !== undefined && { prefer }),
  };
  return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

function anyOf(closing: AbortSignal): AbortSignal {
  return AbortSignal.any([closing, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
}

function contentOf(response: Response, text: string): Pick<Told, 'problem' | 'order' | 'isReplay'> {
  const isReplay = response.headers.get('idempotent-replayed') === 'true' ? { isReplay: true as const } : {};
  if (text === '') return isReplay;
  const body = JSON.parse(text) as Order | { type: string };
  if (response.ok) return { order: body as Order, ...isReplay };
  return { problem: basename((body as { type: string }).type), ...isReplay };
}

/** `fetch` says only "fetch failed"; why stands in the cause. */
export function lossOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? reasonOf(error.cause) : reasonOf(error);
}
