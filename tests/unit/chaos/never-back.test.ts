import { createdOrder, type Order } from '../../../domain/order.ts';
import type { Told } from '../../chaos/record.ts';
import type { Evidence, Heard } from '../../chaos/verdict/evidence.ts';
import { neverBack } from '../../chaos/verdict/truth.ts';
import { request } from '../../support/orders.ts';

const orderId = '00000000-0000-4000-8000-000000000001';
const at = (version: number): Order => ({ ...createdOrder(orderId, request(), '2026-01-15T09:30:00.000Z'), version });
const answer = (call: Told['call'], [sentAt, toldAt]: readonly [number, number], version: number, over: Partial<Told> = {}): Told => ({
  script: 1,
  call,
  attempt: 1,
  sentAt,
  toldAt,
  status: 200,
  order: at(version),
  ...over,
});
const saidOf = (evidence: Partial<Evidence>) =>
  [...neverBack({ tolds: [], heard: [], watched: [], delivered: [], ...evidence } as unknown as Evidence)].map(({ says }) => says);

const event: Heard = { orderId, sequence: 5, at: 100 };
const read = answer('read', [101, 120], 4);

describe('the verdict on what is read after something newer was told', () => {
  it('finds nothing where the newer one came while the answer was under way, or is of another order', () => {
    const other = { ...event, orderId: '00000000-0000-4000-8000-000000000002' };
    expect(saidOf({ tolds: [answer('read', [100, 120], 4)], heard: [event], watched: [other] })).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, string]>([
    ['an answer to a change', { tolds: [answer('cancel', [50, 100], 5), read] }, 'cancel'],
    ["another caller's read", { tolds: [answer('read', [50, 100], 5, { script: 2 }), read] }, 'read'],
    ['an event over HTTP', { tolds: [read], heard: [event] }, 'an event'],
    ['an event over gRPC', { tolds: [read], watched: [event] }, 'an event'],
    ['a webhook', { tolds: [read], delivered: [event] }, 'an event'],
  ])('sees it where %s had told of it', (_what, evidence, by) => {
    expect(saidOf(evidence)).toEqual([`version 4 was read after version 5 was told by ${by}`]);
  });

  it('sees a tag that is confirmed although it is none of the order any more', () => {
    const confirmed = answer('read', [101, 120], 4, { status: 304 });
    expect(saidOf({ tolds: [answer('read', [50, 60], 4), confirmed], heard: [event] })).toHaveLength(1);
  });
});
