import { randomUUID } from 'node:crypto';
import { withBreaker } from '../../adapters/breaker.ts';
import { DependencyError } from '../../domain/errors.ts';
import type { Address } from '../../domain/order.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { describeCarrier } from '../contract/carrier.ts';
import { describePaymentProvider } from '../contract/payment-provider.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { serveTestPartners, type TestPartners } from '../support/partners.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The same carrier in four moments of a parcel's way: not picked up, on its way, brought or not, at the end of every course. */
const MOMENTS = {
  slow: { pickupMs: HOUR_MS, deliveryMs: HOUR_MS },
  prompt: { pickupMs: 0, deliveryMs: HOUR_MS },
  late: { pickupMs: -1.5 * HOUR_MS, deliveryMs: HOUR_MS },
  done: { pickupMs: 0, deliveryMs: 0 },
} as const;

let database: FreshDatabase;
let partners: Record<keyof typeof MOMENTS, TestPartners>;
let payments: PaymentProvider;
beforeAll(async () => {
  database = await freshDatabase();
  const served = Object.entries(MOMENTS).map(async ([name, clocks]) => [name, await serveTestPartners(database.url, clocks)]);
  partners = Object.fromEntries(await Promise.all(served)) as typeof partners;
  ({ payments } = partners.done);
});
afterAll(async () => {
  await Promise.all(Object.values(partners).map((served) => served.close()));
  await database.drop();
});

describePaymentProvider('simulated', () => payments);

describeCarrier('simulated', () => ({
  slow: partners.slow.carrier,
  prompt: partners.prompt.carrier,
  unreachable: addressIn({ country: 'AQ' }),
}));

describe('a parcel with the simulated carrier', () => {
  const bookedAt = async (moment: keyof typeof MOMENTS, postalCode: string) => {
    const { carrier } = partners[moment];
    const reference = `ship_${randomUUID()}_1`;
    await carrier.book({ reference, orderId: randomUUID(), shipTo: addressIn({ postalCode }) });
    return { status: (await carrier.find(reference))?.status, cancel: () => carrier.cancel(reference) };
  };

  it.each([
    ['', 'delivered', 'delivered'],
    ['12045', 'delivered', 'delivered'],
    ['SIM-NOWHERE', 'delivered', 'delivered'],
    ['SIM-SILENT', 'delivered', 'delivered'],
    ['SIM-KEEPS', 'delivered', 'delivered'],
    ['SIM-LOST', 'lost', 'lost'],
    ['SIM-FOUND', 'lost', 'delivered'],
    ['SIM-REFUSED', 'returning', 'returned'],
    ['SIM-STUCK', 'picked_up', 'picked_up'],
  ])('to %j is picked up, then %s, and in the end %s', async (postalCode, late, done) => {
    const found = await Promise.all((['slow', 'prompt', 'late', 'done'] as const).map((moment) => bookedAt(moment, postalCode)));
    expect(found.map(({ status }) => status)).toEqual(['booked', 'picked_up', late, done]);
  });

  it.each(['late', 'done'] as const)('to SIM-REFUSED is not cancelled any more when it is %s', async (moment) => {
    expect(await (await bookedAt(moment, 'SIM-REFUSED')).cancel()).toBe(false);
  });

  it('to SIM-KEEPS is never cancelled, though it is still here', async () => {
    const { status, cancel } = await bookedAt('slow', 'SIM-KEEPS');
    expect([status, await cancel()]).toEqual(['booked', false]);
  });
});

function addressIn(over: Partial<Address>): Address {
  return { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'US', ...over };
}

describe('an authorisation of the simulated provider', () => {
  const call = (token: string, reference: string) => ({ reference, orderId: 'o', amountCents: 1999, currency: 'USD', token });
  const lastsMs = async (token: string, reference: string) => {
    const { expiresAt } = await payments.authorise(call(token, reference));
    return Math.round((Date.parse(String(expiresAt)) - Date.now()) / 1000) * 1000;
  };
  const passes = (column: string, reference: string, ms: number) =>
    database.query(`update partners.payments set ${column} = ${column} - $2 * interval '1 ms' where reference = $1`, [reference, ms]);

  it('lasts seven days, and is then given back', async () => {
    expect(await lastsMs('tok_ok', 'pay_lasts_1')).toBe(7 * DAY_MS);
    await passes('expires_at', 'pay_lasts_1', 7 * DAY_MS);
    expect(await payments.find('pay_lasts_1')).toEqual({ status: 'voided', authorisedCents: 0, capturedCents: 0, refundedCents: 0 });
    await expect(payments.capture({ reference: 'pay_lasts_1', captureId: 'cap_1', amountCents: 1999 })).rejects.toMatchObject({
      code: 'CAPTURE_DECLINED',
      message: 'The authorisation has expired.',
    });
    expect(await payments.list(new Date(0).toISOString(), 1000)).toContainEqual({
      reference: 'pay_lasts_1',
      orderId: 'o',
      status: 'voided',
    });
  });

  it('expires soon the first time with tok_expires_soon, and a renewal lasts', async () => {
    expect(await lastsMs('tok_expires_soon', 'pay_soon_1')).toBe(HOUR_MS);
    expect(await lastsMs('tok_expires_soon', 'pay_soon_2')).toBe(7 * DAY_MS);
  });

  it('is not renewed with tok_renewal_declined', async () => {
    expect(await lastsMs('tok_renewal_declined', 'pay_once_1')).toBe(HOUR_MS);
    for (const reference of ['pay_once_2', 'pay_once_10'])
      expect(await payments.authorise(call('tok_renewal_declined', reference))).toMatchObject({ status: 'declined', authorisedCents: 0 });
  });

  it('comes twenty seconds after the first call with tok_unavailable_20s', async () => {
    const payment = call('tok_unavailable_20s', 'pay_away_1');
    for (let attempt = 1; attempt <= 4; attempt++) await expect(payments.authorise(payment)).rejects.toBeInstanceOf(DependencyError);
    await passes('created_at', 'pay_away_1', 20_000);
    expect(await payments.authorise(payment)).toMatchObject({ status: 'authorised', authorisedCents: 1999 });
  });

  it('that is asked for while the provider is away can be given back', async () => {
    const payment = call('tok_unavailable_20s', 'pay_given_up_1');
    await expect(payments.authorise(payment)).rejects.toBeInstanceOf(DependencyError);
    await payments.void('pay_given_up_1');
    expect(await payments.authorise(payment)).toMatchObject({ status: 'voided', authorisedCents: 0 });
  });

  it('says in money why a refund is too large', async () => {
    await payments.authorise(call('tok_ok', 'pay_large_1'));
    await payments.capture({ reference: 'pay_large_1', captureId: 'cap_1', amountCents: 1999 });
    await payments.refund({ reference: 'pay_large_1', refundId: 're_large_1', amountCents: 999 });
    await expect(payments.refund({ reference: 'pay_large_1', refundId: 're_large_2', amountCents: 1001 })).rejects.toMatchObject({
      message: '$10.01 is more than the $10.00 left to refund.',
    });
  });
});

describe('the circuit before the simulated provider', () => {
  const pay = async (guarded: PaymentProvider, reference: string) => {
    await guarded.find(reference);
    await guarded.authorise({ reference, orderId: 'o', amountCents: 1999, currency: 'USD', token: 'tok_unavailable_20s' });
  };

  it('stays closed for one order that is answered 503, and opens for many at once', async () => {
    const states: string[] = [];
    const guarded = withBreaker(payments, 'payment provider', { onStateChange: ({ state }) => states.push(state) });
    for (let time = 0; time < 6; time++) await expect(pay(guarded, 'pay_one_1')).rejects.toBeInstanceOf(DependencyError);
    expect(states).toEqual([]);
    await Promise.allSettled(Array.from({ length: 20 }, (_, index) => pay(guarded, `pay_many${index}_1`)));
    expect(states).toEqual(['open']);
    await expect(pay(guarded, 'pay_one_1')).rejects.toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(await guarded.find('pay_unknown_1')).toBeUndefined();
  });
});
