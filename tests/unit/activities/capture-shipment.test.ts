import type { Activities } from '../../../activities/index.ts';
import { planParcels } from '../../../domain/fulfilment-planner.ts';
import { captureIdOf, shipmentCaptureIdOf, shipmentIdOf } from '../../../domain/identifiers.ts';
import { activitiesOver } from '../../support/activities-over.ts';
import { cause, order } from '../../support/orders.ts';
import { World } from '../../support/workflow-world.ts';

const made = order({
  items: [
    { sku: 'A', quantity: 2, priceCents: 1000 },
    { sku: 'B', quantity: 1, priceCents: 999 },
  ],
});
const orderId = made.id;
const shipmentId = shipmentIdOf(orderId, 1);
const step = { orderId, shipmentId, cause };
const pickUp = { ...step, version: 4, capture: { captureId: captureIdOf(orderId, 1), cause } };

let world: World;
let act: Activities;
beforeEach(async () => {
  const now = () => new Date('2026-01-01T00:00:00Z');
  world = new World(now);
  act = activitiesOver(() => world, now, { planShipments: planParcels(2), capturePerShipment: true });
  await act.createOrder({ ...made, cause, asks: ['payment', 'carrier'] });
  await act.bookShipment({ orderId, cause, known: 1, version: 3 });
});

describe('the pick-up of a parcel that is captured by itself', () => {
  it('captures what the parcel takes, under its own name, and the rest stays held', async () => {
    expect(await act.recordPickUp(pickUp)).toEqual({
      status: 'FULFILLING',
      version: 5,
      shipmentCapture: { answer: { outcome: 'captured', isHeld: true } },
    });
    expect(await world.payments.find(`pay_${orderId}_1`)).toMatchObject({
      status: 'authorised',
      captures: [{ captureId: shipmentCaptureIdOf(shipmentId), amountCents: 2000 }],
    });
  });

  it('is recorded only where a queue limits how fast the provider is called, and says that it is to be captured', async () => {
    const { capture: _, ...recordOnly } = pickUp;
    expect(await act.recordPickUp(recordOnly)).toEqual({ status: 'FULFILLING', version: 5, shipmentCapture: {} });
    expect(world.payments.captures).toBe(0);
  });

  it.each(['stock.ship', 'orders.change:shipped', 'payments.find', 'payments.capture', 'orders.change:captured'] as const)(
    'is taken once when whoever took it comes no further than %s, and another takes it again',
    async (point) => {
      world.faults.fail(point, { times: 1, after: true });
      await act.recordPickUp(pickUp).catch(() => undefined);
      expect(await act.recordPickUp(pickUp)).toMatchObject({ shipmentCapture: { answer: { outcome: 'captured' } } });
      expect([world.payments.captures, world.order.payment.capturedCents]).toEqual([1, 2000]);
    },
  );

  it('repeats nothing of the provider once it is recorded', async () => {
    await act.recordPickUp(pickUp);
    const before = world.faults.calls.filter((call) => call.startsWith('payments')).length;
    expect(await act.captureShipment(step)).toEqual({ outcome: 'captured', isHeld: true });
    expect(world.faults.calls.filter((call) => call.startsWith('payments'))).toHaveLength(before);
  });

  it('is of the whole order where the payment can be captured once only, which is captured by the ordinary step', async () => {
    world.payments.isCapturedOnce = true;
    expect(await act.recordPickUp(pickUp)).toMatchObject({ shipmentCapture: { answer: { outcome: 'whole' } } });
    expect([world.payments.captures, world.order.shipments[0]?.capture]).toEqual([0, undefined]);
    expect(await act.capturePayment({ orderId, cause, captureId: captureIdOf(orderId, 1) })).toEqual({ outcome: 'captured' });
    expect(await act.captureShipment(step)).toEqual({ outcome: 'whole' });
    expect(world.order.payment).toMatchObject({ status: 'captured', capturedCents: 2999 });
  });

  it('leaves an order that began to be captured as a whole as it began', async () => {
    const whole = activitiesOver(
      () => world,
      () => new Date('2026-01-01T00:00:00Z'),
      { planShipments: planParcels(2) },
    );
    await whole.recordPickUp(pickUp);
    const { capture: _, ...second } = { ...pickUp, shipmentId: shipmentIdOf(orderId, 2), version: 6 };
    expect(await act.recordPickUp(second)).toEqual({ status: 'SHIPPED', version: 7 });
    expect(world.order).toMatchObject({ payment: { capturedCents: 2999 }, shipments: [{ status: 'picked_up' }, { status: 'picked_up' }] });
  });
});
