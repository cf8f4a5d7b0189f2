import { amend, amendItems, amendRefunds, amendShipments, secondPayment, UNLOCK_MONEY, type Break } from './invariants-amend.ts';

/** Of an order's sums and refunds. */
export const MONEY_BREAKS: readonly Break[] = [
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
  {
    says: 'a completed order captured what was cancelled before',
    kind: 'completed',
    sql: amendItems('0,cancelledBeforeCapture', '1'),
    checks: ['3d', '3e', '3f', '3g', '4d', '5c', '5d'],
  },
  {
    says: 'a parcel was captured for another amount than the order, and the provider knows nothing of it',
    kind: 'completed',
    sql: amendShipments('0,capture', '{"status": "captured", "amountCents": 5, "lines": [{"lineId": "line_1", "amountCents": 5}]}'),
    checks: ['2d', '4k'],
  },
  {
    says: 'what a parcel takes is not the sum of its parts',
    kind: 'completed',
    sql: amendShipments('0,capture', '{"status": "pending", "amountCents": 5, "lines": []}'),
    checks: ['4k'],
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
    sql: amendItems('1,netCents', '1'),
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
    says: 'a returned order has a refund on its way that is none',
    kind: 'returned',
    sql: [`update orders set open_refunds = 1 where id = $1`],
    checks: ['4e'],
  },
];
