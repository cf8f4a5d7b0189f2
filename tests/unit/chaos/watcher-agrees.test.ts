import { createdOrder } from '../../../domain/order.ts';
import { planOrders } from '../../chaos/order-plan.ts';
import type { Evidence, Message } from '../../chaos/verdict/evidence.ts';
import { subscriberAgrees, watcherAgrees } from '../../chaos/verdict/stream.ts';
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

describe('the verdict on who has webhooks sent', () => {
  const ends = [
    { sequence: 1, type: 'orders.created', why: null, at },
    { sequence: 2, type: 'orders.canceled', why: null, at },
    { sequence: 3, type: 'orders.completed', why: null, at },
  ];
  const ended = histories.map((history) => ({ ...history, events: ends }));
  const saidOfDelivered = (...sequences: readonly number[]) => {
    const delivered = [onHttp, onGrpc].flatMap((orderId) =>
      (orderId === onHttp ? [2, 3] : sequences).map((sequence) => ({ orderId, sequence })),
    );
    return [...subscriberAgrees({ histories: ended, delivered } as unknown as Evidence)].map(({ orderId, says }) => [orderId, says]);
  };

  it.each([[[2, 3]], [[3, 2]]])('finds nothing where each event that was asked for came, in whatever order: %j', (sequences) => {
    expect(saidOfDelivered(...sequences)).toEqual([]);
  });

  it.each([
    ['is missing', [3], '3'],
    ['came under two ids', [2, 3, 2], '2 2 3'],
    ['came that was not asked for', [1, 2, 3], '1 2 3'],
  ])('sees that one %s', (_what, sequences, told) => {
    expect(saidOfDelivered(...sequences)).toEqual([[onGrpc, `committed were 2 3; told were ${told}`]]);
  });
});
