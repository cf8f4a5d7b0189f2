import { setTimeout as delay } from 'node:timers/promises';
import type { Call, Transport } from './calls.ts';
import { lossOf, type RunRecord, type Told } from './record.ts';

/** Unless the answer says when: the first pause; each one after it is twice as long (ms). */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;

export type Integrator = ReturnType<typeof createIntegrator>;

/**
 * A caller that does what the documentation tells it: repeats under the same key until it has an answer, and writes down all of it.
 * Calls go to the APIs in turns.
 */
export function createIntegrator(transports: readonly Transport[], record: RunRecord, closing: AbortSignal) {
  let calls = 0;
  const next = () => transports[calls++ % transports.length] as Transport;

  const once = async (call: Call, attempt: number): Promise<{ told: Told; repeatAfterMs: number }> => {
    const { script, call: name } = call;
    const transport = next();
    record.sends({ script, call: name, attempt, request: transport.nameOf(call), ...('body' in call && { body: call.body }) });
    const asked = { script, call: name, attempt, sentAt: Date.now() };
    try {
      const { repeatAfterMs = pauseMs(attempt), ...answer } = await transport.send(call, closing);
      const told = { ...asked, toldAt: Date.now(), ...answer };
      record.tells(told);
      return { told, repeatAfterMs };
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
