import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { SHIPMENT_STATUSES } from '../../domain/shipment.ts';
import type { Booking, Carrier } from '../../domain/ports/carrier.ts';
import { connectPartner, unexpected, type PartnerAccess } from '../partner-client.ts';

const PARTNER = 'carrier';

const booking: z.ZodType<Booking> = z.object({
  trackingNumber: z.string(),
  status: z.enum(SHIPMENT_STATUSES),
});

/** The simulated carrier (partners/), over HTTP. It knows a shipment by the idempotency key that it was booked under. */
export function createSimulatedCarrier(access: PartnerAccess): Carrier {
  const call = connectPartner(PARTNER, access);
  const of = (reference: string) => `/shipments/${encodeURIComponent(reference)}`;
  return {
    async book({ reference, ...body }) {
      const answer = await call({ method: 'POST', path: '/shipments', idempotencyKey: reference, body });
      if (answer.ok) return booking.parse(answer.body);
      throw answer.code === 'carrier_refused' ? new DomainError('CARRIER_REFUSED', answer.message) : unexpected(PARTNER, answer);
    },

    async find(reference) {
      const answer = await call({ method: 'GET', path: of(reference) });
      if (answer.ok) return booking.parse(answer.body);
      if (answer.code === 'not_found') return undefined;
      throw unexpected(PARTNER, answer);
    },

    async cancel(reference) {
      const answer = await call({ method: 'POST', path: `${of(reference)}/cancel` });
      if (!answer.ok && answer.code !== 'already_picked_up') throw unexpected(PARTNER, answer);
      return answer.ok;
    },
  };
}
