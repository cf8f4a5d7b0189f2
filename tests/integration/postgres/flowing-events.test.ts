import { requireFlowingEvents } from '../../../adapters/postgres/flowing-events.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(2);
});
beforeEach(() => database.query('truncate orders, order_events, outbox, idempotent_outcomes'));
afterAll(() => database.drop());

async function committed(secondsAgo: number): Promise<string> {
  const { id, request } = order();
  const orders = createOrderStore({ db: database.db, now: () => new Date() });
  await orders.create({ id, request, fingerprint: null }, cause);
  await database.query(`update outbox set created_at = now() - make_interval(secs => $2) where order_id = $1`, [id, secondsAgo]);
  return id;
}

describe('events flow', () => {
  it('as long as none waits for long', async () => {
    await committed(3);
    await expect(requireFlowingEvents(database.db)).resolves.toBeUndefined();
  });

  it('no longer once one does, and says since when', async () => {
    await committed(60);
    await expect(requireFlowingEvents(database.db)).rejects.toThrow(/^an event has waited 6\d s to be stored in the stream/);
  });

  it('while those of an order wait of which the stream refused one', async () => {
    const id = await committed(60);
    await database.query('update outbox set refused_at = now() where order_id = $1', [id]);
    await expect(requireFlowingEvents(database.db)).resolves.toBeUndefined();
  });
});
