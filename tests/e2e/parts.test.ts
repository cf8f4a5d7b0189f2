import { randomUUID } from 'node:crypto';
import { shipmentCaptureIdOf, shipmentIdOf } from '../../domain/identifiers.ts';
import { barStep } from '../support/barred-step.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { HELD, placed } from '../support/order-in-parts.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { BY_HAND } from '../support/parcels-by-hand.ts';
import { restart } from '../support/running-process.ts';
import { queryDatabase } from '../support/system-database.ts';

/** An authorisation of an hour is not renewed. */
const restartSystem = useOwnSystem({ ...BY_HAND, PARCEL_MAX_UNITS: '2', AUTHORISATION_RENEW_HOURS: '0.5' });

const TO = { name: 'A. Customer', line1: '1 Main St', city: 'Anywhere', country: 'US' };

/** A×2 at 10.00 in one parcel, which has left, and B at 9.99 in another. */
async function firstHasLeft() {
  const order = await placed([
    [2, 1000],
    [1, 999],
  ]);
  await order.untilBooked(2);
  await order.leaves(1);
  return order;
}

describe('the cases of cancelled lines, to the cent', () => {
  it('1: two of three cancelled while it is held are back in stock and never captured', async () => {
    const order = await placed(
      [
        [3, 1000],
        [1, 501],
      ],
      HELD,
    );
    const key = randomUUID();
    const first = await order.cancelLine('line_1', 2, key);
    expect([first.status, (await order.now()).dueCents, (await order.stock())[0]]).toEqual([200, 1501, [10, 1]]);
    expect(await order.cancelLine('line_1', 2, key)).toMatchObject({ status: 200, text: first.text });
    expect([(await order.cancelLine('line_1', 2)).status, (await order.cancelLine('line_1', 4)).status]).toEqual([409, 422]);
    await order.release();
    await order.untilBooked(1);
    await order.leaves(1);
    await order.arrives(1);
    await order.until('COMPLETED');
    expect(await order.money()).toEqual([3501, 1501, 0]);
    expect(await order.stock()).toEqual([
      [9, 0],
      [9, 0],
    ]);
  });

  it('2: one of two booked parcels is booked anew without what is cancelled', async () => {
    const order = await placed([[4, 250]]);
    await order.untilBooked(2);
    expect((await order.cancelLine('line_1', 1)).status).toBe(200);
    await order.untilBooked(2);
    expect(await order.parcels()).toEqual([
      ['booked', 2],
      ['cancelled', 2],
      ['booked', 1],
    ]);
    expect([(await order.now()).dueCents, await order.stock()]).toEqual([750, [[10, 3]]]);
    for (const place of [1, 3]) await order.leaves(place);
    for (const place of [1, 3]) await order.arrives(place);
    await order.until('COMPLETED');
    expect([await order.money(), await order.stock()]).toEqual([[1000, 750, 0], [[7, 0]]]);
  });

  it('2: a carrier that keeps its parcels has all of them delivered and paid', async () => {
    const order = await placed([[4, 250]], { shipTo: { ...TO, postalCode: 'SIM-KEEPS' } });
    await order.untilBooked(2);
    expect((await order.cancelLine('line_1', 1)).status).toBe(409);
    expect([await order.parcels(), await order.stock()]).toEqual([
      [
        ['booked', 2],
        ['booked', 2],
      ],
      [[10, 4]],
    ]);
    for (const place of [1, 2]) await order.leaves(place);
    for (const place of [1, 2]) await order.arrives(place);
    await order.until('COMPLETED');
    expect([await order.money(), await order.stock()]).toEqual([[1000, 1000, 0], [[6, 0]]]);
  });

  it('3: once a parcel has left, lines of the others can be cancelled, and the whole order cannot', async () => {
    const order = await placed([
      [2, 1000],
      [2, 700],
    ]);
    await order.untilBooked(2);
    await order.leaves(1);
    expect(await order.money()).toEqual([3400, 3400, 0]);
    const refused = await order.cancel();
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('Lines that have not left can still be cancelled')]);
    expect((await order.cancelLine('line_2', 1)).status).toBe(200);
    await order.untilMoney(3400, 3400, 700);
    await order.untilBooked(1);
    expect(await order.parcels()).toEqual([
      ['picked_up', 2],
      ['cancelled', 2],
      ['booked', 1],
    ]);
    await order.leaves(3);
    for (const place of [1, 3]) await order.arrives(place);
    await order.until('COMPLETED');
    expect(await order.money()).toEqual([3400, 3400, 700]);
    expect(await order.stock()).toEqual([
      [8, 0],
      [9, 0],
    ]);
  });

  it('4: a line that is cancelled after a refund in part gives back what is left of it, and no cent more can go back than was paid', async () => {
    // The free unit fills the parcel of the first.
    const order = await placed([
      [1, 772],
      [1, 0],
      [1, 500],
    ]);
    await order.untilBooked(2);
    await order.leaves(1);
    expect(await order.money()).toEqual([1272, 1272, 0]);
    expect((await order.refund(500)).body.refunds[0]?.lines).toEqual([
      { lineId: 'line_1', amountCents: 303 },
      { lineId: 'line_3', amountCents: 197 },
    ]);
    expect((await order.cancelLine('line_3', 1)).status).toBe(200);
    await order.untilMoney(1272, 1272, 803);
    expect((await order.refund(470)).status).toBe(409);
    expect((await order.refund(469)).status).toBe(201);
    await order.arrives(1);
    await order.until('COMPLETED');
    expect(await order.money()).toEqual([1272, 1272, 1272]);
    expect(await order.stock()).toEqual([
      [9, 0],
      [9, 0],
      [10, 0],
    ]);
  });

  it('5: captured as a whole, what has not left is given back', async () => {
    const order = await firstHasLeft();
    expect(await order.money()).toEqual([2999, 2999, 0]);
    expect((await order.cancelLine('line_2', 1)).status).toBe(200);
    await order.untilMoney(2999, 2999, 999);
    await order.arrives(1);
    await order.until('COMPLETED');
    expect(await order.stock()).toEqual([
      [8, 0],
      [10, 0],
    ]);
  });
});

describe('the cases of changes, to the cent', () => {
  it('8: one that is dearer is reserved, authorised anew and swapped in one event; who has not read the order changes nothing', async () => {
    const order = await placed([[2, 1000]], HELD);
    const { version } = await order.now();
    const changed = await order.setQuantity(5, version);
    expect([changed.status, changed.body.totalCents, changed.body.version]).toEqual([200, 5000, version + 1]);
    await order.untilMoney(5000, 0, 0);
    const authorisations = 'select status, authorised_cents::int as cents from partners.payments where order_id = $1 order by reference';
    const live = await queryDatabase(authorisations, [order.id]);
    expect([live, await order.stock()]).toEqual([
      [
        { status: 'voided', cents: 0 },
        { status: 'authorised', cents: 5000 },
      ],
      [[10, 5]],
    ]);
    expect([(await order.setQuantity(6)).status, (await order.setQuantity(6, version)).status]).toEqual([428, 412]);
    expect([await queryDatabase(authorisations, [order.id]), await order.stock()]).toEqual([live, [[10, 5]]]);
    await order.cancel();
    await order.until('CANCELED');
    expect([await order.money(), await order.stock()]).toEqual([[0, 0, 0], [[10, 0]]]);
  });

  it('9: one that is cheaper asks nobody, so that nobody can decline it', async () => {
    const order = await placed([[5, 1000]], { ...HELD, payment: { token: 'tok_renewal_declined' } });
    const changed = await order.setQuantity(2, (await order.now()).version);
    expect([changed.status, await order.stock()]).toEqual([200, [[10, 2]]]);
    await order.release();
    await order.untilBooked(1);
    await order.leaves(1);
    await order.arrives(1);
    await order.until('COMPLETED');
    expect([await order.money(), await order.stock()]).toEqual([[5000, 2000, 0], [[8, 0]]]);
  });

  it('9: another address leaves stock and money alone, and is where the parcel goes; once it is booked it stays', async () => {
    const order = await placed([[2, 1000]], HELD);
    const { payment, version } = await order.now();
    const moved = await order.edit({ shipTo: { ...TO, postalCode: 'SIM-KEEPS' } }, version);
    expect([moved.status, moved.body.payment, await order.money(), await order.stock()]).toEqual([200, payment, [2000, 0, 0], [[10, 2]]]);
    await order.release();
    const booked = await order.untilBooked(1);
    const course = await queryDatabase('select course from partners.shipments where order_id = $1', [order.id]);
    expect(course).toEqual([{ course: 'keeps' }]);
    expect((await order.edit({ shipTo: { ...TO, postalCode: '10001' } }, booked.version)).status).toBe(409);
    await order.leaves(1);
    await order.arrives(1);
    await order.until('COMPLETED');
    expect([await order.money(), await order.stock()]).toEqual([[2000, 2000, 0], [[8, 0]]]);
  });
});

describe('5: captured parcel by parcel', () => {
  beforeAll(() => restartSystem({ CAPTURE_PER_SHIPMENT: 'true' }));

  it('what has not left was never captured, and what is held for it is let go', async () => {
    const order = await firstHasLeft();
    expect(await order.money()).toEqual([2999, 2000, 0]);
    expect((await order.cancelLine('line_2', 1)).status).toBe(200);
    await order.arrives(1);
    const { payment, refunds } = await order.until('COMPLETED');
    expect([payment.status, refunds, await order.money()]).toEqual(['captured', [], [2999, 2000, 0]]);
  });

  it('a worker that dies between the capture and its record has its successor take the money once', async () => {
    const order = await placed([
      [2, 1000],
      [1, 999],
    ]);
    await order.untilBooked(2);
    const captureId = shipmentCaptureIdOf(shipmentIdOf(order.id, 1));
    const free = await barStep(order.id, `captured:${captureId}`);
    const left = order.leaves(1);
    await order.untilMoney(2999, 2000, 0);
    expect((await order.now()).payment.capturedCents).toBe(0);
    await restart('worker', 'SIGKILL');
    await free();
    await left;
    const captures = 'select captures from partners.payments where order_id = $1';
    expect(await queryDatabase(captures, [order.id])).toEqual([{ captures: { [captureId]: 2000 } }]);
    await order.leaves(2);
    for (const place of [1, 2]) await order.arrives(place);
    expect((await order.until('COMPLETED')).payment.capturedCents).toBe(2999);
    expect(await order.money()).toEqual([2999, 2999, 0]);
  });
});

it('all leave every invariant of the contract whole', async () => {
  const { code, said } = await checkInvariants();
  expect([code, said]).toEqual([0, expect.stringContaining('checks hold')]);
});
