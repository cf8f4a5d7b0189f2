import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Order } from '../../domain/order.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import type { Integrator } from './integrator.ts';
import type { Script } from './order-plan.ts';
import type { RunRecord } from './record.ts';

export interface CallerWorld {
  readonly integrator: Integrator;
  readonly client: Client;
  readonly apiUrls: readonly string[];
  readonly record: RunRecord;
  readonly closing: AbortSignal;
  /** Has the watcher follow an order. */
  readonly follow: (orderId: string) => void;
}

const LOOK_EVERY_MS = 1000;

/** Whoever follows one accepted order. */
export type Caller = ReturnType<typeof createCaller>;

export function createCaller(script: Script, id: string, world: CallerWorld) {
  const { integrator, closing } = world;
  const pause = (ms = LOOK_EVERY_MS) => delay(ms, undefined, { signal: closing }).catch(() => undefined);
  return {
    script,
    id,
    ...world,
    pause,

    /** The order once it is as wanted; undefined when that cannot come any more, or the run is over. */
    async until(wanted: (order: Order) => boolean, isHopeless = isOver): Promise<Order | undefined> {
      while (!closing.aborted) {
        const { order } = await integrator.once({ script: script.number, call: 'read', id });
        if (order && wanted(order)) return order;
        if (order && isHopeless(order)) return undefined;
        await pause();
      }
      return undefined;
    },
  };
}

function isOver({ status }: Order): boolean {
  return isAtItsEnd(status);
}
