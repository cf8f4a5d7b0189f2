import { shipmentIdOf } from '../../../domain/identifiers.ts';
import { Shipments } from '../../../workflows/shipments.ts';

const ORDER = '01234567-89ab-8def-8123-456789abcdef';
const id = (place: number) => shipmentIdOf(ORDER, place);

describe('the shipments that a workflow knows', () => {
  it('move on by notifications, each by its own, and never back', () => {
    const shipments = new Shipments(ORDER);
    for (const place of [1, 2]) shipments.found({ shipmentId: id(place), status: 'booked' });
    for (const status of ['delivered', 'picked_up'] as const) expect(shipments.notified(id(2), status)).toBe(true);
    expect(shipments.live.map(({ status }) => status)).toEqual(['booked', 'delivered']);
    expect(shipments.hasAnyLeft).toBe(true);
  });

  it('remember what was told before the booking was recorded', () => {
    const shipments = new Shipments(ORDER);
    expect(shipments.notified(id(1), 'picked_up')).toBe(true);
    expect([shipments.live, shipments.hasAnyLeft, shipments.nextId]).toEqual([[], false, id(1)]);
    expect(shipments.found({ shipmentId: id(1), status: 'booked' }).status).toBe('picked_up');
    expect(shipments.nextId).toBe(id(2));
  });

  it('take no notification of another order’s shipment', () => {
    expect(new Shipments(ORDER).notified(shipmentIdOf('another', 1), 'picked_up')).toBe(false);
  });

  it('give no name twice: one that was cancelled stays taken', () => {
    const shipments = new Shipments(ORDER);
    shipments.found({ shipmentId: id(1), status: 'booked' });
    shipments.found({ shipmentId: id(1), status: 'cancelled' });
    expect([shipments.live, shipments.nextId, shipments.named]).toEqual([[], id(2), 1]);
  });

  it('let a carrier or a person say lost and then on its way back, but nothing after an arrival', () => {
    const shipment = new Shipments(ORDER).found({ shipmentId: id(1), status: 'picked_up' });
    for (const status of ['lost', 'returning', 'lost'] as const) {
      shipment.standsAt(status);
      expect(shipment.status).toBe(status);
    }
    shipment.standsAt('delivered', { actor: 'temporal' });
    shipment.standsAt('lost');
    expect([shipment.status, shipment.toldBy]).toEqual(['delivered', { actor: 'temporal' }]);
  });
});
