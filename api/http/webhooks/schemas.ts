import { z } from 'zod';
import { TRACKING_EVENTS } from '../../../domain/shipment.ts';
import { text } from '../../text.ts';

const orderId = text(1, 200).meta({ description: 'Our id of the order' });
const reference = text(1, 200).meta({ description: 'Our reference for the payment or the parcel' });

/**
 * Partners grow in their own time: members come that are not read here, and kinds of events that nothing here waits for. What is
 * refused they send again and again, and in the end they send nothing more.
 */
function notificationOf(events: readonly string[]) {
  const description = `${events.map((event) => `\`${event}\``).join(', ')}; any other is taken and ignored`;
  return z.looseObject({ reference, orderId, event: text(1, 200).meta({ description, example: events[0] }) });
}

export const PAYMENT_UPDATED = 'payment.updated';

export const paymentNotification = notificationOf([PAYMENT_UPDATED]).meta({ id: 'PaymentNotification' });
export const carrierNotification = notificationOf(TRACKING_EVENTS).meta({ id: 'CarrierNotification' });
