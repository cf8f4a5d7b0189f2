import { z } from 'zod';
import { TRACKING_EVENTS } from '../../../domain/shipment.ts';
import { text } from '../../text.ts';
import { ORDER_ID } from '../../orders/order-id.ts';

const orderId = z.string().regex(ORDER_ID, 'must be the id of an order');
const reference = text(1, 200).meta({ description: 'Our reference for the payment or the parcel' });
const at = z.iso.datetime({ offset: true });

export const paymentNotification = z
  .strictObject({ reference, orderId, event: z.literal('payment.updated'), at })
  .meta({ id: 'PaymentNotification' });
export const carrierNotification = z
  .strictObject({ reference, orderId, event: z.enum(TRACKING_EVENTS), at })
  .meta({ id: 'CarrierNotification' });
