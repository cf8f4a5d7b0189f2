import type { Kind } from '../../bench/growth/order-maker.ts';

/** One way in which an order can be broken by hand, and which checks have to tell so. */
export interface Break {
  readonly says: string;
  readonly kind: Kind;
  /** `$1` is the order's id. */
  readonly sql: readonly string[];
  readonly checks: readonly string[];
}

/** Row and last snapshot alike, so that only what the values say is wrong. */
const amend = (column: string, member: string, value: string) => [
  `update orders set ${column} = ${value} where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{payment,${member}}', to_jsonb(${value}))::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
/** The same for a place in the refunds. */
const amendRefunds = (place: string, value: string) => [
  `update orders set refunds = jsonb_set(refunds::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{refunds,${place}}', '${value}')::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
/** And for one in the shipments. */
const amendShipments = (place: string, value: string) => [
  `update orders set shipments = jsonb_set(shipments::jsonb, '{${place}}', '${value}')::json where id = $1`,
  `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{shipments,${place}}', '${value}')::json
   where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
];
const secondPayment = (status: string) =>
  `insert into partners.payments (reference, order_id, token, currency, amount_cents, status, attempts)
   select 'pay_second', order_id, token, currency, amount_cents, '${status}', 1 from partners.payments where order_id = $1`;
const reserveAgain = (quantity: number) => `update stock set reserved = reserved + ${quantity} where sku = 'SKU-1' and $1 <> ''`;
const UNLOCK_MONEY = `alter table orders drop constraint if exists orders_money_balances`;

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
    checks: ['3c'],
  },
  {
    says: 'more is reserved than was ordered',
    kind: 'confirmed',
    sql: [
      `update reservations set quantity = quantity + 1, reserved = reserved + 1 where order_id = $1 and line_id = 'line_1'`,
      reserveAgain(1),
    ],
    checks: ['3d'],
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
    checks: ['3e'],
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
    checks: ['3e'],
  },
  {
    says: 'more is captured than authorised',
    kind: 'shipped',
    sql: [UNLOCK_MONEY, ...amend('captured_cents', 'capturedCents', '999999')],
    checks: ['4a'],
  },
  {
    says: 'a rejected order keeps money',
    kind: 'declined',
    sql: [UNLOCK_MONEY, ...amend('captured_cents', 'capturedCents', '5'), ...amend('authorised_cents', 'authorisedCents', '5')],
    checks: ['4b', '5c', '5d'],
  },
  {
    says: 'the provider holds money of a cancelled order',
    kind: 'canceled',
    sql: [`update partners.payments set status = 'authorised', authorised_cents = amount_cents where order_id = $1`],
    checks: ['4c'],
  },
  {
    says: 'the provider holds money of a returned order',
    kind: 'returned',
    sql: [secondPayment('authorised')],
    checks: ['4c'],
  },
  {
    says: 'a completed order has more written off than was not captured',
    kind: 'completed',
    sql: amend('written_off_cents', 'writtenOffCents', '1'),
    checks: ['4d', '5c', '5d'],
  },
  { says: 'more was refunded than its refunds', kind: 'completed', sql: amend('refunded_cents', 'refundedCents', '1'), checks: ['4e'] },
  {
    says: 'a refund that is pending is not counted',
    kind: 'refunding',
    sql: [`update orders set open_refunds = 0 where id = $1`],
    checks: ['4e'],
  },
  { says: 'a refund is not the sum of its parts', kind: 'refunded', sql: amendRefunds('0,lines,0,amountCents', '1'), checks: ['4f'] },
  {
    says: "a line's refund passes what it cost",
    kind: 'refunding',
    sql: amendRefunds('0,lines', '[{"lineId": "line_2", "amountCents": 1000}]'),
    checks: ['4f'],
  },
  {
    says: 'more units of a line are refunded than it has',
    kind: 'adjusted',
    sql: amendRefunds('0,lines,0,quantity', '9'),
    checks: ['4f'],
  },
  {
    says: 'more is refunded of what is of no line than that came to',
    kind: 'adjusted',
    sql: [...amendRefunds('1,ownCents', '501'), ...amendRefunds('1,amountCents', '2')],
    checks: ['4e', '4f', '4g'],
  },
  {
    says: 'a line does not cost what its adjustments say',
    kind: 'adjusted',
    sql: [
      `update orders set items = jsonb_set(items::jsonb, '{1,netCents}', '1')::json where id = $1`,
      `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{items,1,netCents}', '1')::json where order_id = $1`,
    ],
    checks: ['4f', '4i'],
  },
  {
    says: 'a refund is of a line that it does not have',
    kind: 'refunding',
    sql: amendRefunds('0,lines,0,lineId', '"line_9"'),
    checks: ['4f'],
  },
  {
    says: 'the provider gave back more than it says',
    kind: 'refunded',
    sql: [`update partners.payments set refunded_cents = refunded_cents + 1 where order_id = $1`],
    checks: ['4g'],
  },
  {
    says: 'the provider gave back nothing of what it says',
    kind: 'refunded',
    sql: [`update partners.payments set refunded_cents = 0 where order_id = $1`],
    checks: ['4g'],
  },
  {
    says: 'the provider gave back more than is on its way',
    kind: 'refunding',
    sql: [`update partners.payments set refunded_cents = 1001 where order_id = $1`],
    checks: ['4g'],
  },
  {
    says: 'a returned order kept the money',
    kind: 'returned',
    sql: amend('refunded_cents', 'refundedCents', '0'),
    checks: ['4c', '4e', '4h', '5c', '5d'],
  },
  {
    says: 'a returned order has a refund on its way',
    kind: 'returned',
    sql: [`update orders set open_refunds = 1 where id = $1`],
    checks: ['4e', '4h'],
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
];
