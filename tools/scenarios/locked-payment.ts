import { openSession } from '../../platform/postgres-session.ts';
import type { PlacedOrder } from './placed-order.ts';

/**
 * Locks one payment in the simulated provider's ledger, so that whatever would change it times out: to this order the provider
 * is away, to all others it is not.
 * @returns a function that lets go
 */
export async function lockPayment(order: PlacedOrder): Promise<() => Promise<void>> {
  const { payment } = await order.now();
  const ledger = await openSession(order.world.ledgerUrl, { application_name: 'durable-orders demo' });
  await ledger.query('begin');
  await ledger.query('select 1 from partners.payments where reference = $1 for update', [payment.reference]);
  return () => ledger.end();
}
