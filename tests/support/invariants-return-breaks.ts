import { amendRefunds, amendReturns, type Break } from './invariants-amend.ts';

/** Of what came back of an order. */
export const RETURN_BREAKS: readonly Break[] = [
  {
    says: 'more came back than was delivered',
    kind: 'partly sent back',
    sql: amendReturns('0,lines', '[{"lineId": "line_1", "quantity": 3, "restocked": 1, "scrapped": 2, "missing": 0}]'),
    checks: ['3h', '4j'],
  },
  {
    says: 'what was received is not what was announced',
    kind: 'partly sent back',
    sql: amendReturns('0,lines,0,quantity', '1'),
    checks: ['3h'],
  },
  {
    says: 'what came back was put into stock twice',
    kind: 'partly sent back',
    sql: [`update reservations set restocked = restocked + 1 where order_id = $1 and line_id = 'line_1'`],
    checks: ['3i'],
  },
  {
    says: 'what came back was never put into stock',
    kind: 'sent back',
    sql: [`update reservations set restocked = 0 where order_id = $1`],
    checks: ['3i'],
  },
  {
    says: "a return's fee was not kept",
    kind: 'partly sent back',
    sql: amendReturns('0,feeCents', '0'),
    checks: ['4j'],
  },
  {
    says: 'a return was refunded twice',
    kind: 'partly sent back',
    sql: [
      `update orders set refunds = jsonb_insert(refunds::jsonb, '{1}', (refunds::jsonb->0) || '{"status": "failed", "refundId": "re_again"}')::json where id = $1`,
      `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{refunds}', (select refunds::jsonb from orders where id = $1))::json
       where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
    ],
    checks: ['4j'],
  },
  {
    says: 'a refund follows from a return that was never received',
    kind: 'partly sent back',
    sql: amendRefunds('0,cause', '"return:ret_other"'),
    checks: ['4j'],
  },
  {
    says: 'it is returned, and a unit is missing',
    kind: 'sent back',
    sql: amendReturns('0,lines,1', '{"lineId": "line_2", "quantity": 1, "restocked": 0, "scrapped": 0, "missing": 1}'),
    checks: ['4j', '5c', '5d'],
  },
];
