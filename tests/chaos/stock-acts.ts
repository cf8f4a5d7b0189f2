import type { Order } from '../../domain/order.ts';
import type { Caller } from './caller.ts';
import { lateSkuOf } from './order-plan.ts';
import { lossOf } from './record.ts';

/** More than the order wants: what is left once it has gone shows that all had come. */
const SPARE_UNITS = 2;
const ANSWER_WITHIN_MS = 5000;

interface Delivery {
  readonly sku: string;
  readonly onHand: number;
  /** From so many on hand on it has come, whatever of it has left again. */
  readonly seenFrom: number;
}

/** Once the order waits, and after the script's own pause: the warehouse counts what has come, and repeats that until it sees it. */
export async function stockComes(part: 'some' | 'all', caller: Caller): Promise<void> {
  await caller.pause(caller.script.pauseMs);
  const order = await caller.until(isWaiting, ({ status }) => status !== 'PENDING' && status !== 'CREATED');
  if (!order) return;
  const { quantity } = caller.script.body.items[0]!;
  const onHand = part === 'some' ? 1 : quantity + SPARE_UNITS;
  await deliver({ sku: lateSkuOf(caller.script.number), onHand, seenFrom: Math.min(onHand, SPARE_UNITS) }, caller);
}

function isWaiting({ items }: Order): boolean {
  return items.some(({ waiting = 0 }) => waiting > 0);
}

async function deliver(delivery: Delivery, { script, apiUrls, record, closing, pause }: Caller): Promise<void> {
  for (let attempt = 1; !closing.aborted; attempt++) {
    const url = `${apiUrls[attempt % apiUrls.length]}/inventory/${delivery.sku}`;
    record.sends({ script: script.number, call: 'stock', attempt, request: `PUT ${url}`, body: { onHand: delivery.onHand } });
    const asked = { script: script.number, call: 'stock' as const, attempt, sentAt: Date.now() };
    try {
      const answer = await readOrCount(url, delivery);
      record.tells({ ...asked, toldAt: Date.now(), ...answer });
      if (answer.arrived) return;
    } catch (error) {
      record.tells({ ...asked, toldAt: Date.now(), lost: lossOf(error) });
    }
    await pause();
  }
}

/** Counted only as things stood when they were read: a repeat must not bring back what has left by then. */
async function readOrCount(url: string, { sku, onHand, seenFrom }: Delivery) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const read = await fetch(url, { signal });
  if (read.status !== 200) return { status: read.status };
  const level = (await read.json()) as { readonly onHand: number };
  if (level.onHand >= seenFrom) return { status: read.status, arrived: { sku, onHand } };
  const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' };
  const { status } = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ onHand }), signal });
  return { status };
}
