import { readFileSync } from 'node:fs';
import path from 'node:path';
import { call, orderFor, setting, submit, untilEnd, untilOrder, untilStatus } from './api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from './system-database.ts';

/** Orders by what became of them: before the first backup, and then before the second. */
export type Name =
  | 'pending, then booked'
  | 'waiting, then completed'
  | 'waiting, then cancelled'
  | 'confirmed, then on the way'
  | 'booked, then completed'
  | 'booked, then cancelled'
  | 'on the way, then completed'
  | 'completed, then refunded'
  | 'cancelled'
  | 'new, completed'
  | 'new, refunded'
  | 'new, booked'
  | 'new, cancelled'
  | 'new, pending';
export type Shop = Record<Name, string>;

export const STOCK = { sku: 'RESTORE-1', onHand: 100 };
/** Goods to this place are not booked as long as {@link refuseBookings} stands. */
const HELD_UP = { name: 'A', line1: 'B', city: 'C', postalCode: 'SIM-KEEPS', country: 'DE' };
const PAYS_LATER = { payment: { token: 'tok_requires_action' } };

/** By its key: whoever repeats it gets the same order. */
export async function place(name: Name, over: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<string> {
  const { body } = await submit(orderFor(STOCK.sku, over), { 'idempotency-key': `restore: ${name}`, ...headers });
  return body.id;
}

const until = async (id: string, status: string) => (await untilStatus(id, status), id);
const untilPayable = async (id: string) => (await untilOrder(id, ({ payment }) => payment.status === 'requires_action'), id);

/** One order at each stage. The pending one comes last: no worker is there to take it up. */
export async function fillShop(): Promise<Shop> {
  await call('PUT', `/inventory/${STOCK.sku}`, { onHand: STOCK.onHand });
  await refuseBookings();
  const placed = async (name: Name, over?: Record<string, unknown>) => [name, await place(name, over)] as const;
  const orders = Object.fromEntries(
    await Promise.all([
      placed('waiting, then completed', PAYS_LATER),
      placed('waiting, then cancelled', PAYS_LATER),
      placed('confirmed, then on the way', { shipTo: HELD_UP }),
      placed('booked, then completed'),
      placed('booked, then cancelled'),
      placed('on the way, then completed'),
      placed('completed, then refunded'),
      placed('cancelled', PAYS_LATER),
    ]),
  ) as Shop;
  await Promise.all([
    untilPayable(orders['waiting, then completed']),
    untilPayable(orders['waiting, then cancelled']),
    until(orders['confirmed, then on the way'], 'CONFIRMED'),
    until(orders['booked, then completed'], 'FULFILLING'),
    until(orders['booked, then cancelled'], 'FULFILLING'),
    until(orders['on the way, then completed'], 'FULFILLING').then(pickUp),
    until(orders['completed, then refunded'], 'FULFILLING').then(deliver),
    call('POST', `/orders/${orders.cancelled}/cancel`, {}),
  ]);
  return { ...orders, 'pending, then booked': await leavePending('pending, then booked') };
}

/** Everything moves on, and new orders come. */
export async function goOn(orders: Shop): Promise<Shop> {
  await letBook();
  const later = {
    'new, completed': await place('new, completed'),
    'new, refunded': await place('new, refunded'),
    'new, booked': await place('new, booked'),
    'new, cancelled': await place('new, cancelled'),
  };
  const all = { ...orders, ...later };
  await Promise.all([
    pay(all['waiting, then completed']).then(() => until(all['waiting, then completed'], 'FULFILLING').then(deliver)),
    call('POST', `/orders/${all['waiting, then cancelled']}/cancel`, {}),
    until(all['booked, then completed'], 'FULFILLING').then(deliver),
    call('POST', `/orders/${all['booked, then cancelled']}/cancel`, {}),
    deliver(all['on the way, then completed']),
    refund(all['completed, then refunded']),
    until(all['new, completed'], 'FULFILLING').then(deliver),
    until(all['new, refunded'], 'FULFILLING')
      .then(deliver)
      .then(() => refund(all['new, refunded'])),
    until(all['new, booked'], 'FULFILLING'),
    until(all['new, cancelled'], 'FULFILLING').then(() => call('POST', `/orders/${all['new, cancelled']}/cancel`, {})),
    until(all['pending, then booked'], 'FULFILLING'),
    until(all['confirmed, then on the way'], 'FULFILLING').then(pickUp),
  ]);
  return { ...all, 'new, pending': await leavePending('new, pending') };
}

/** Accepted by Temporal, with no worker alive to write its row; the system is to be stopped at once. */
async function leavePending(name: Name): Promise<string> {
  const worker = Number.parseInt(readFileSync(path.join(setting('TEST_DATA_DIR'), 'run/worker.pid'), 'utf8'), 10);
  process.kill(worker, 'SIGSTOP');
  const id = await place(name, {}, { prefer: 'respond-async' });
  process.kill(worker, 'SIGKILL');
  return id;
}

async function pay(id: string): Promise<void> {
  const body = new URLSearchParams({ decision: 'approve' });
  await fetch(`${setting('TEST_PARTNERS_URL')}/simulated-payments/pay_${id}_1`, { method: 'POST', body, redirect: 'manual' });
}

/** By its key: a repeat is the same refund. */
export const refund = (id: string) =>
  call('POST', `/orders/${id}/refunds`, { amountCents: 500, reason: 'scratched' }, { 'idempotency-key': `restore: refund of ${id}` });

/** The carrier has the parcel from now on; it is delivered when {@link deliver} says so. */
async function pickUp(id: string): Promise<void> {
  await queryDatabase(
    `update partners.shipments set pick_up_at = now(), deliver_at = now() + interval '1 hour', next_tell_at = now() where order_id = $1`,
    [id],
  );
  await untilOrder(id, ({ status, payment }) => status === 'SHIPPED' && payment.status === 'captured');
}

async function deliver(id: string): Promise<void> {
  await deliverAll(id);
  await untilEnd(id);
}

/** All parcels, or an order's: the carrier's own doing. */
async function deliverAll(id?: string): Promise<void> {
  await queryDatabase(
    `update partners.shipments set pick_up_at = least(pick_up_at, now() - interval '1 s'), deliver_at = now(), next_tell_at = now()
     where cancelled_at is null and deliver_at > now() and ($1::text is null or order_id = $1)`,
    [id ?? null],
  );
}

/** A problem has its status as a number. */
const statusOf = async (id: string) => String((await call<{ status: string | number }>('GET', `/orders/${id}`)).body.status);

/** How the orders end once every parcel has arrived; 404: nobody knows of it. */
export async function untilAllEnd(orders: Shop): Promise<Record<string, string>> {
  const ends: Record<string, string> = {};
  const isOver = (status = '') => ['COMPLETED', 'CANCELED', 'REJECTED', '404'].includes(status);
  const look = async () => {
    await deliverAll();
    const open = Object.entries(orders).filter(([name]) => !isOver(ends[name]));
    for (const [name, id] of open) ends[name] = await statusOf(id);
    return ends;
  };
  return eventually(look, () => Object.values(ends).every((status) => isOver(status)));
}

async function refuseBookings(): Promise<void> {
  await queryDatabase(`
    create function refuse_booking() returns trigger language plpgsql as $$ begin raise exception 'no van today'; end $$;
    create trigger refuse_booking before insert on partners.shipments
      for each row when (new.course = 'keeps') execute function refuse_booking()`);
}

export async function letBook(): Promise<void> {
  await queryDatabase('drop function if exists refuse_booking() cascade');
}
