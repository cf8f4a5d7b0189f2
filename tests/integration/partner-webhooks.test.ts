import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { createCarrier } from '../../partners/carrier/carrier.ts';
import { startCarrierNotifications } from '../../partners/carrier/notifications.ts';
import { connectPartnersDatabase, type PartnersDatabase } from '../../partners/database.ts';
import { startPaymentNotifications, tellPayment } from '../../partners/payments/notifications.ts';
import { createProvider } from '../../partners/payments/provider.ts';
import { eventually } from '../../platform/poll.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';

const secret = `whsec_${'A'.repeat(32)}`;

interface Heard {
  readonly reference: string;
  readonly orderId: string;
  readonly event: string;
  readonly at: string;
}

let database: FreshDatabase;
let db: PartnersDatabase;
let server: Server;
let webhookUrl: string;
let heard: Heard[];
/** How the receiver answers. */
let status: number;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  db = connectPartnersDatabase({ session: database.session, poolSize: 4 });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const verified = new Webhook(secret).verify(Buffer.concat(chunks).toString(), request.headers as Record<string, string>);
      if (status < 300) heard.push(verified as Heard);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  heard = [];
  status = 204;
});
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));
afterAll(async () => {
  server.close();
  await db.close();
  await database.drop();
});

const options = () => ({ db, receiver: { url: webhookUrl, secret }, onError: () => (errors += 1) });
let errors = 0;
const dueNow = (table: string) => database.query(`update ${table} set next_tell_at = now() where next_tell_at is not null`);

describe('the simulated carrier tells', () => {
  const book = (reference: string, postalCode: string, pickupMs = 0, deliveryMs = 0) =>
    createCarrier({ db, pickupMs, deliveryMs }).book({
      reference,
      orderId: 'o',
      shipTo: { postalCode, country: 'US' },
    });
  const start = () => stops.push(startCarrierNotifications(options()));
  const told = (reference: string) => heard.filter((told) => told.reference === reference).map(({ event }) => event);

  it('of a further parcel of an order later, where pick-ups are spread', async () => {
    const carrier = createCarrier({ db, pickupMs: 0, pickupSpreadMs: 3_600_000, deliveryMs: 0 });
    const booked = ['ship_o_1', 'ship_o_2', 'of-another-shop'].map((reference) => carrier.book({ reference, orderId: 'o' }));
    expect((await Promise.all(booked)).map(({ status }) => status)).toEqual(['delivered', 'booked', 'delivered']);
  });

  it.each([
    ['12045', ['picked_up', 'delivered']],
    ['SIM-LOST', ['picked_up', 'lost']],
    ['SIM-FOUND', ['picked_up', 'lost', 'delivered']],
    ['SIM-REFUSED', ['picked_up', 'returning', 'returned']],
    ['SIM-STUCK', ['picked_up']],
    ['SIM-KEEPS', ['picked_up', 'delivered']],
  ])('every stage of a parcel to %s in order, once each', async (postalCode, events) => {
    const reference = `ship_${postalCode}_1`;
    await book(reference, postalCode);
    start();
    const untold = () => database.query('select 1 from partners.shipments where reference = $1 and next_tell_at is not null', [reference]);
    await eventually(untold, (rows) => rows.length === 0);
    expect(told(reference)).toEqual(events);
    expect(heard).toContainEqual({ reference, orderId: 'o', event: events[0], at: expect.stringMatching(/Z$/) });
  });

  it('nothing of a parcel to SIM-SILENT, and nothing before its time', async () => {
    await book('ship_silent_1', 'SIM-SILENT');
    await book('ship_later_1', '12045', 3_600_000);
    await book('ship_now_1', 'SIM-STUCK');
    start();
    await eventually(
      async () => told('ship_now_1'),
      (events) => events.length === 1,
    );
    expect([told('ship_silent_1'), told('ship_later_1')]).toEqual([[], []]);
  });

  it('again what was not heard, before what comes after it', async () => {
    status = 503;
    errors = 0;
    await book('ship_unheard_1', '12045');
    start();
    await eventually(
      async () => errors,
      (count) => count > 0,
    );
    status = 204;
    await dueNow('partners.shipments');
    await eventually(
      async () => told('ship_unheard_1'),
      (events) => events.length === 2,
    );
    expect(told('ship_unheard_1')).toEqual(['picked_up', 'delivered']);
  });
});

describe('the simulated payment provider tells a decision', () => {
  const payments = () =>
    createProvider({ db, pagesUrl: 'http://127.0.0.1:9/pay', notify: (notification) => tellPayment(options(), notification, 2000) });
  const waiting = async (reference: string) => {
    const call = { reference, orderId: 'o', amountCents: 1999, currency: 'USD', token: 'tok_requires_action' };
    expect(await payments().authorise(call)).toMatchObject({ status: 'requires_action', nextActionUrl: expect.stringMatching(reference) });
  };
  const start = () => stops.push(startPaymentNotifications(options()));
  const untold = () => database.query('select reference from partners.payments where next_tell_at is not null');

  it.each([
    ['approve', 'authorised', 1999],
    ['decline', 'declined', 0],
  ] as const)('to %s at once', async (decision, settled, authorisedCents) => {
    const reference = `pay_${decision}_1`;
    await waiting(reference);
    expect(await payments().settle(reference, decision)).toBe(true);
    expect(heard).toEqual([{ reference, orderId: 'o', event: 'payment.updated', at: expect.stringMatching(/Z$/) }]);
    expect(await payments().find(reference)).toMatchObject({ status: settled, authorisedCents });
    expect(await untold()).toEqual([]);
  });

  it('that was approved for seven days from then on', async () => {
    await waiting('pay_approved_1');
    await database.query(`update partners.payments set created_at = now() - interval '1 day' where reference = 'pay_approved_1'`);
    await payments().settle('pay_approved_1', 'approve');
    const { expiresAt } = (await payments().find('pay_approved_1')) ?? {};
    expect(Date.parse(String(expiresAt)) / 86_400_000).toBeCloseTo(Date.now() / 86_400_000 + 7, 3);
  });

  it('later when nobody heard it, and the decision stands meanwhile', async () => {
    status = 503;
    await waiting('pay_unheard_1');
    expect(await payments().settle('pay_unheard_1', 'approve')).toBe(true);
    expect(await payments().find('pay_unheard_1')).toMatchObject({ status: 'authorised' });
    expect(await untold()).toEqual([{ reference: 'pay_unheard_1' }]);
    status = 204;
    await dueNow('partners.payments');
    start();
    await eventually(untold, (rows) => rows.length === 0);
    expect(heard.map(({ reference }) => reference)).toEqual(['pay_unheard_1']);
  });

  it('once: a second one changes nothing and tells nothing', async () => {
    await waiting('pay_twice_1');
    await payments().settle('pay_twice_1', 'decline');
    expect(await payments().settle('pay_twice_1', 'approve')).toBe(false);
    expect(await payments().settle('pay_unknown_1', 'approve')).toBe(false);
    expect(heard).toHaveLength(1);
    expect(await payments().find('pay_twice_1')).toMatchObject({ status: 'declined' });
  });
});
