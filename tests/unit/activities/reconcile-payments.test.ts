import { shipmentCaptureIdOf, shipmentIdOf } from '../../../domain/identifiers.ts';
import type { Order, Payment } from '../../../domain/order.ts';
import type { ProviderPayment } from '../../../domain/ports/payment-provider.ts';
import { minutesAgo, ReconcileWorld } from './reconcile-world.ts';

let world: ReconcileWorld;
beforeEach(() => {
  world = new ReconcileWorld();
});

const compare = (again: { reference: string; orderId: string }[] = []) =>
  world.activities().comparePayments({ since: minutesAgo(12), settledBefore: minutesAgo(5), again });
const named = async () => (await compare()).found.flatMap(({ findings }) => findings).map(({ kind }) => kind);

function ended(status: Order['status'], payment: Partial<Payment>, provided: Partial<ProviderPayment>, over: Partial<Order> = {}) {
  const order = world.put({ status, updatedAt: minutesAgo(8), ...over });
  const reference = world.pay(order.id, provided);
  world.orders.set(order.id, { ...order, payment: { ...order.payment, reference, attempts: 1, ...payment } });
  return { id: order.id, reference };
}
const captured = { status: 'captured', authorisedCents: 1999, capturedCents: 1999 } as const;

describe('an authorisation that is still live', () => {
  it.each(['CANCELED', 'REJECTED', 'RETURNED'] as const)('is given back when its order is %s', async (status) => {
    const { id, reference } = ended(status, { status: 'voided' }, { status: 'authorised' });
    expect((await compare()).voided).toEqual([id]);
    expect(world.provider.get(reference)?.status).toBe('voided');
    expect(world.repairs).toEqual([{ kind: 'payment_voided', orderId: id }]);
  });

  it('is given back when its order was completed by a write-off', async () => {
    const { id } = ended('COMPLETED', { status: 'voided', writtenOffCents: 1999 }, { status: 'authorised' });
    expect((await compare()).voided).toEqual([id]);
  });

  it('is no business of ours while its order is under way', async () => {
    world.pay(world.put({ status: 'CONFIRMED' }).id);
    expect(await compare()).toMatchObject({ voided: [], found: [{ total: 0 }, { total: 0 }] });
  });

  it('is named, and kept, when the order holds it for captured', async () => {
    const { reference } = ended('COMPLETED', captured, { status: 'authorised' });
    const { voided, found } = await compare();
    expect([voided, found[1]?.findings.map(({ id }) => id)]).toEqual([[], [reference]]);
  });
});

describe('a payment whose order is unknown', () => {
  it('is named with what the provider has of it', async () => {
    const reference = world.pay('nobody', { status: 'authorised' });
    const text = 'The provider has it authorised: authorised 1999, captured 0, refunded 0 minor units; its order has no row.';
    expect((await compare()).found[0]).toEqual({
      kind: 'unknown_payment',
      total: 1,
      findings: [{ kind: 'unknown_payment', id: reference, orderId: 'nobody', text }],
    });
  });

  it('has five minutes to become known', async () => {
    world.pay('nobody', {}, minutesAgo(4));
    expect(await named()).toEqual([]);
  });

  it.each<Partial<ProviderPayment>>([
    { status: 'voided', authorisedCents: 0 },
    { status: 'declined', authorisedCents: 0 },
    { status: 'captured', capturedCents: 1999, refundedCents: 1999 },
  ])('is nobody’s worry when no money is held or kept: %j', async (provided) => {
    world.pay('nobody', provided);
    expect(await named()).toEqual([]);
  });

  it('stays named until it is settled, though it changes no more', async () => {
    const reference = world.pay('nobody', {}, minutesAgo(600));
    expect(await named()).toEqual([]);
    const again = [{ reference, orderId: 'nobody' }];
    expect((await compare(again)).found[0]?.findings.map(({ id }) => id)).toEqual([reference]);
    world.pay('nobody', { status: 'voided' }, minutesAgo(600));
    expect((await compare(again)).found[0]?.total).toBe(0);
  });
});

describe('a payment of an order at its end', () => {
  const cases: [string, Order['status'], Partial<Payment>, Partial<ProviderPayment>][] = [
    ['captured, which we hold for voided', 'CANCELED', { status: 'voided' }, captured],
    ['voided, which we hold for captured', 'COMPLETED', captured, { status: 'voided' }],
    ['captured with another amount', 'COMPLETED', captured, { ...captured, capturedCents: 1000 }],
    ['refunded without our knowing', 'COMPLETED', captured, { ...captured, refundedCents: 500 }],
    ['not refunded, though we hold it for refunded', 'RETURNED', { ...captured, refundedCents: 1999 }, captured],
  ];
  it.each(cases)('is named when the provider has it %s', async (_name, status, payment, provided) => {
    // The provider has changed it after the order's own last change.
    const { reference, id } = ended(status, payment, provided, { updatedAt: minutesAgo(600) });
    const [, disagreeing] = (await compare()).found;
    expect(disagreeing).toMatchObject({ total: 1, findings: [{ id: reference, orderId: id }] });
  });

  it('stays named while they differ, though neither the provider nor we have touched the money since', async () => {
    const { reference, id } = ended('COMPLETED', captured, { ...captured, capturedCents: 1000 });
    expect((await compare()).found[1]?.total).toBe(0);
    expect((await compare([{ reference, orderId: id }])).found[1]?.total).toBe(1);
  });

  it('says what both hold', async () => {
    ended('CANCELED', { status: 'voided' }, captured);
    const text =
      'CANCELED, nothing captured under this reference (payment voided); the provider has it captured, captured $19.99, refunded $0.00.';
    expect((await compare()).found[1]?.findings.map((finding) => finding.text)).toEqual([text]);
  });

  it('names the captures of parcels that the provider knows and we do not', async () => {
    const captureId = shipmentCaptureIdOf(shipmentIdOf('o', 2));
    ended(
      'COMPLETED',
      captured,
      { ...captured, capturedCents: 2999, captures: [{ captureId, amountCents: 1000 }] },
      { updatedAt: minutesAgo(20) },
    );
    const [finding] = (await compare()).found[1]?.findings ?? [];
    expect(finding?.text).toContain(`captured there and not here: ${captureId} of $10.00.`);
  });

  it('takes a hold that was not given back with the last capture for a difference', async () => {
    ended('COMPLETED', captured, { ...captured, status: 'authorised' }, { updatedAt: minutesAgo(20) });
    expect((await compare()).found[1]?.total).toBe(1);
  });

  const refund = { refundId: 're_1', amountCents: 500, lines: [], reason: 'r', createdAt: minutesAgo(600) };
  const agreeing: [string, Partial<Payment>, Partial<ProviderPayment>, Order['refunds']][] = [
    ['both hold for captured', captured, captured, []],
    [
      'both hold for refunded in part',
      { ...captured, refundedCents: 500 },
      { ...captured, refundedCents: 500 },
      [{ ...refund, status: 'succeeded' }],
    ],
    ['was paid back elsewhere', { ...captured, refundedCents: 500 }, captured, [{ ...refund, status: 'succeeded', elsewhere: true }]],
    ['has a refund on its way', captured, { ...captured, refundedCents: 500 }, [{ ...refund, status: 'pending' }]],
  ];
  it.each(agreeing)('agrees when it %s', async (_name, payment, provided, refunds) => {
    ended('COMPLETED', payment, provided, { updatedAt: minutesAgo(600), refunds });
    expect(await named()).toEqual([]);
  });

  it('is not asked for when nothing has happened since the order last changed', async () => {
    const { reference } = ended('COMPLETED', captured, captured);
    const asked: string[] = [];
    const { get } = world.provider;
    world.provider.get = (key) => (asked.push(key), get.call(world.provider, key));
    await compare();
    expect(asked).not.toContain(reference);
  });
});
