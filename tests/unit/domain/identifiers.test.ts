import {
  attemptOf,
  isOwnRefund,
  orderIdOfWorkflow,
  orderWorkflowIdOf,
  ownRefundIdOf,
  paymentReferenceOf,
  placeOfShipment,
  requestedRefundIdOf,
  shipmentIdOf,
} from '../../../domain/identifiers.ts';

const ORDER = '01234567-89ab-8def-8123-456789abcdef';

describe('identifiers that carry a meaning', () => {
  it('are read as they were made', () => {
    expect(placeOfShipment(ORDER, shipmentIdOf(ORDER, 12))).toBe(12);
    expect(attemptOf(paymentReferenceOf(ORDER, 3))).toBe(3);
    expect(orderIdOfWorkflow(orderWorkflowIdOf(ORDER))).toBe(ORDER);
  });

  it('name no shipment of an order when they are another order’s, or nobody’s', () => {
    for (const junk of [shipmentIdOf('another', 1), `ship_${ORDER}`, `ship_${ORDER}_0`, `ship_${ORDER}_01`, `ship_${ORDER}_1 `, ''])
      expect(placeOfShipment(ORDER, junk)).toBeUndefined();
  });

  it('tell the refunds of an order’s own workflow from those that somebody asked for', () => {
    expect(isOwnRefund(ORDER, ownRefundIdOf(ORDER, 'lost_1', 1))).toBe(true);
    expect(isOwnRefund(ORDER, requestedRefundIdOf(ORDER))).toBe(false);
  });
});
