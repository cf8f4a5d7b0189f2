import { createdOrder } from '../../../domain/order.ts';
import { planOrders } from '../../chaos/order-plan.ts';
import type { Evidence, Message } from '../../chaos/verdict/evidence.ts';
import { watcherAgrees } from '../../chaos/verdict/stream.ts';
import { request } from '../../support/orders.ts';

const at = new Date('2026-01-15T09:30:00.000Z');
const scripts = planOrders(1, 60_000, 1);
const numberOn = (wanted: 'http' | 'grpc') => scripts.find(({ transport }) => transport === wanted)?.number ?? 0;
const [onHttp, onGrpc] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

function historyOf(id: string, script: number) {
  const order = createdOrder(id, request(), at.toISOString());
  return { id, script, order, events: [1, 2, 3].map((sequence) => ({ sequence, type: 'orders.changed', why: null, at, order })) };
}

const histories = [historyOf(onHttp, numberOn('http')), historyOf(onGrpc, numberOn('grpc'))];
const heard = (...sequences: readonly number[]): Message[] => sequences.map((sequence) => ({ orderId: onGrpc, sequence }));
const saidOf = (watched: readonly Message[]) =>
  [...watcherAgrees({ scripts, histories, watched } as unknown as Evidence)].map(({ orderId, says }) => [orderId, says]);

describe('the verdict on who watches orders over gRPC', () => {
  it('finds nothing where each event of the callers on gRPC came once and in order', () => {
    expect(saidOf(heard(1, 2, 3))).toEqual([]);
  });

  it.each([
    ['is missing', heard(1, 3), '1 3'],
    ['came twice', heard(1, 2, 2, 3), '1 2 2 3'],
    ['came before its time', heard(1, 3, 2), '1 3 2'],
    ['and all others are missing', [], 'none'],
  ])('sees that an event %s', (_what, watched, told) => {
    expect(saidOf(watched)).toEqual([[onGrpc, `committed were 1 2 3; told were ${told}`]]);
  });
});
