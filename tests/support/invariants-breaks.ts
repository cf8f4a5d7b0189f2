import { amendItems, amendShipments, secondPayment, reserveAgain, type Break } from './invariants-amend.ts';
import { MONEY_BREAKS } from './invariants-money-breaks.ts';
import { RETURN_BREAKS } from './invariants-return-breaks.ts';

export const BREAKS: readonly Break[] = [
  {
    says: 'the first event is not its creation',
    kind: 'confirmed',
    sql: [`update order_events set step = 'made' where order_id = $1 and sequence = 1`],
    checks: ['1a'],
  },
  {
    says: 'it went over to another customer',
    kind: 'confirmed',
    sql: [`update orders set customer_id = 'other' where id = $1`],
    checks: ['1a', '5b'],
  },
  {
    says: 'the first event is lost',
    kind: 'confirmed',
    sql: [`delete from order_events where order_id = $1 and sequence = 1`],
    checks: ['1a', '5a', '5e'],
  },
  {
    says: 'a second authorisation is live',
    kind: 'confirmed',
    sql: [secondPayment('requires_action')],
    checks: ['2a'],
  },
  {
    says: 'less is authorised than is due',
    kind: 'confirmed',
    sql: [`update partners.payments set authorised_cents = 1 where order_id = $1`],
    checks: ['2e'],
  },
  {
    says: 'the provider does not know what the order stands on',
    kind: 'confirmed',
    sql: [`update partners.payments set reference = 'pay_' || order_id || '_9' where order_id = $1`],
    checks: ['2e'],
  },
  {
    says: 'the provider authorised for an order without a row',
    kind: 'confirmed',
    sql: [`delete from orders where id = $1`, `delete from outbox where order_id = $1`],
    checks: ['1b', '2a', '3c'],
  },
  {
    says: 'the provider did not capture what the order says',
    kind: 'completed',
    sql: [`update partners.payments set status = 'authorised', captured_cents = 0 where order_id = $1`],
    checks: ['2b'],
  },
  {
    says: 'the provider does not know the payment of a completed order',
    kind: 'completed',
    sql: [`delete from partners.payments where order_id = $1`],
    checks: ['2b'],
  },
  {
    says: 'the provider captured more than it authorised',
    kind: 'shipped',
    sql: [`update partners.payments set status = 'captured', captured_cents = authorised_cents + 1 where order_id = $1`],
    checks: ['2c'],
  },
  {
    says: 'a completed order still holds stock',
    kind: 'completed',
    sql: [`update reservations set reserved = shipped, shipped = 0 where order_id = $1 and sku = 'SKU-1'`, reserveAgain(3)],
    checks: ['3c', '3e'],
  },
  {
    says: 'more is reserved than was ordered',
    kind: 'confirmed',
    sql: [
      `update reservations set quantity = quantity + 1, reserved = reserved + 1 where order_id = $1 and line_id = 'line_1'`,
      reserveAgain(1),
    ],
    checks: ['3d', '3e'],
  },
  {
    says: 'a confirmed order holds some of its lines only',
    kind: 'confirmed',
    sql: [`delete from reservations where order_id = $1 and sku = 'SKU-1'`, reserveAgain(-3)],
    checks: ['3e'],
  },
  {
    says: 'a confirmed order gave a part of a line back',
    kind: 'confirmed',
    sql: [`update reservations set reserved = 1, released = 1 where order_id = $1 and line_id = 'line_1'`, reserveAgain(-1)],
    checks: ['3d', '3e'],
  },
  {
    says: 'more of a line is cancelled than it has',
    kind: 'confirmed',
    sql: amendItems('0,cancelledBeforeCapture', '3'),
    checks: ['3d', '3e', '3f', '3g'],
  },
  {
    says: 'a reservation is of a line that it does not have',
    kind: 'shipped',
    sql: [
      `insert into reservations (id, order_id, line_id, sku, quantity, shipped) values ('res_' || $1 || '_line_9', $1, 'line_9', 'SKU-1', 1, 1)`,
    ],
    checks: ['3d'],
  },
  {
    says: 'goods went back to stock though they have left',
    kind: 'shipped',
    sql: [`update reservations set released = shipped, shipped = 0 where order_id = $1`],
    checks: ['3e'],
  },
  {
    says: 'a unit is in two parcels',
    kind: 'fulfilling',
    sql: amendShipments('0,lines', '[{"lineId": "line_1", "quantity": 2}, {"lineId": "line_1", "quantity": 2}]'),
    checks: ['3f'],
  },
  {
    says: 'a parcel is of another order',
    kind: 'fulfilling',
    sql: amendShipments('0,shipmentId', '"ship_other_1"'),
    checks: ['3f'],
  },
  {
    says: 'a parcel holds what was not ordered',
    kind: 'fulfilling',
    sql: amendShipments('0,lines', '[{"lineId": "line_9", "quantity": 1}]'),
    checks: ['3f'],
  },
  {
    says: 'more left in its parcel than was shipped from stock',
    kind: 'fulfilling',
    sql: amendShipments('0,status', '"picked_up"'),
    checks: ['3e', '5c', '5d'],
  },
  {
    says: 'it is handed over though it is held',
    kind: 'fulfilling',
    sql: [
      `update orders set holds = '[{"holdId": "hold_1"}]' where id = $1`,
      `update order_events set snapshot = jsonb_set(snapshot::jsonb, '{holds}', '[{"holdId": "hold_1"}]')::json
       where order_id = $1 and type = 'orders.fulfilling'`,
    ],
    checks: ['5c', '5d'],
  },
  {
    says: 'an event in the middle is lost',
    kind: 'fulfilling',
    sql: [`delete from order_events where order_id = $1 and sequence = 2`, `delete from outbox where order_id = $1 and sequence = 2`],
    checks: ['5a'],
  },
  { says: 'a change has no event', kind: 'created', sql: [`update orders set version = version + 1 where id = $1`], checks: ['5a', '5b'] },
  {
    says: 'a sum was changed without an event',
    kind: 'created',
    sql: [`update orders set authorised_cents = 1 where id = $1`],
    checks: ['5b'],
  },
  {
    says: 'a refund was forgotten without an event',
    kind: 'refund declined',
    sql: [`update orders set refunds = '[]' where id = $1`],
    checks: ['5b'],
  },
  {
    says: 'a person was taken off it without an event',
    kind: 'created',
    sql: [`update orders set attention = '{"code": "CARRIER_SILENT"}' where id = $1`],
    checks: ['5b'],
  },
  {
    says: 'it was sent to another address without an event',
    kind: 'created',
    sql: [`update orders set ship_to = '{"city": "Elsewhere"}' where id = $1`],
    checks: ['5b'],
  },
  {
    says: 'it moved as the status table does not allow',
    kind: 'fulfilling',
    sql: [
      `update order_events set snapshot = replace(snapshot::text, 'CONFIRMED', 'DELIVERED')::json where order_id = $1 and sequence = 2`,
    ],
    checks: ['5c'],
  },
  {
    says: 'a move is told as something else',
    kind: 'fulfilling',
    sql: [`update order_events set type = 'orders.note_added' where order_id = $1 and sequence = 2`],
    checks: ['5c'],
  },
  {
    says: 'a shipped order has no parcel',
    kind: 'shipped',
    sql: [`update orders set shipments = '[]' where id = $1`],
    checks: ['3e', '5b', '5d'],
  },
  {
    says: 'its row was written by a connection in another time zone',
    kind: 'created',
    sql: [`update orders set created_at = created_at - interval '5 hours' where id = $1`],
    checks: ['5b', '5k'],
  },
  {
    says: 'an event was written by a connection in another time zone',
    kind: 'confirmed',
    sql: [`update order_events set at = at + interval '15 minutes' where order_id = $1 and sequence = 2`],
    checks: ['5k'],
  },
  {
    says: 'an event was marked as sent by a connection in another time zone',
    kind: 'confirmed',
    sql: [`update outbox set sent_at = created_at - interval '5 hours' where order_id = $1 and sequence = 1`],
    checks: ['5k'],
  },
  {
    says: 'its reservation was written by a connection in another time zone',
    kind: 'confirmed',
    sql: [`update reservations set expires_at = expires_at - interval '5 hours' where order_id = $1`],
    checks: ['5k'],
  },
  { says: 'an event has no outbox row', kind: 'created', sql: [`delete from outbox where order_id = $1`], checks: ['5e'] },
  {
    says: 'an outbox row has no event',
    kind: 'created',
    sql: [`insert into outbox (order_id, sequence, created_at) values ($1, 99, now())`],
    checks: ['5e'],
  },
  {
    says: 'nothing happens to it',
    kind: 'confirmed',
    sql: [`update orders set updated_at = now() - interval '20 minutes' where id = $1`],
    checks: ['6'],
  },
  {
    says: 'its customer did not pay in time',
    kind: 'requires action',
    sql: [
      `update orders set updated_at = now() - interval '20 minutes' where id = $1`,
      `update reservations set expires_at = now() - interval '5 minutes' where order_id = $1`,
    ],
    checks: ['6'],
  },
  {
    says: 'its carrier is silent for too long',
    kind: 'shipped',
    sql: [`update orders set updated_at = now() - interval '61 minutes' where id = $1`],
    checks: ['6'],
  },
  {
    says: 'a confirmed order waits for stock',
    kind: 'confirmed',
    sql: amendItems('0,waiting', '1'),
    checks: ['5c', '5d'],
  },
  {
    says: 'it waits for other units than its reservation',
    kind: 'waiting',
    sql: amendItems('1,waiting', '2'),
    checks: ['3j'],
  },
  {
    says: 'it waits for more units than it has',
    kind: 'waiting',
    sql: amendItems('1,waiting', '4'),
    checks: ['3g', '3j'],
  },
  {
    says: 'it does not know that it waits',
    kind: 'waiting',
    sql: amendItems('1', '{"lineId": "line_2", "sku": "SKU-AWAITED", "quantity": 3, "priceCents": 100}'),
    checks: ['3j'],
  },
  {
    says: 'nobody is asked though its time is over',
    kind: 'waiting',
    sql: [
      `update orders set updated_at = now() - interval '2 days', backorder_until = date_trunc('milliseconds', now() - interval '1 day') where id = $1`,
      `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{backorderUntil}',
         (select to_jsonb(to_char(backorder_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) from orders where id = $1))::json
       where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
    ],
    checks: ['6'],
  },
  ...MONEY_BREAKS,
  ...RETURN_BREAKS,
];
