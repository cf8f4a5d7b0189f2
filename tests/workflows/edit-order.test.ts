import type { DomainError } from '../../domain/errors.ts';
import { dueCents } from '../../domain/line-money.ts';
import { paymentReferenceOf, shipmentIdOf } from '../../domain/identifiers.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { parcel } from '../support/workflow-parcels.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();

const HELD: Partial<OrderRequest> = { holds: [{ reason: 'customer', placedBy: 'api' }] };
const line = (sku: string, quantity: number, priceCents: number) => ({ sku, quantity, priceCents });
const to = (quantity: number) => ({ items: [{ lineId: 'line_1', quantity }] });
const ADDRESS = { name: 'A. Customer', line1: '1 Main St', city: 'Anywhere', postalCode: '10001', country: 'US' };

async function held(items: OrderRequest['items'], prepare: (run: Run) => unknown = () => undefined): Promise<Run> {
  const run = lab().prepare({ items, ...HELD });
  prepare(run);
  await run.start();
  await run.shows('every hold to be released');
  return run;
}

const stock = ({ world }: Run, sku: string) => Object.values(world.stock.level(sku));
const captured = ({ world }: Run) => world.order.payment.capturedCents;
const changed = ({ world }: Run) => world.events.filter((event) => event === 'changed');

describe('an edit of an order that is not handed over', () => {
  workflowTest('that makes it dearer reserves first, authorises the new total, and gives the old authorisation back (case 8)', async () => {
    const run = await held([line('A', 2, 1000)]);
    const { version } = run.world.order;
    await run.edit(to(5), { callId: 'call-1', version });
    expect(run.world.order).toMatchObject({ totalCents: 5000, payment: { authorisedCents: 5000, attempts: 2 }, version: version + 1 });
    expect([run.world.payments.live, stock(run, 'A'), changed(run)]).toEqual([1, [10, 5], ['changed']]);
    const calls = run.world.faults.calls.length;
    await expect(run.edit(to(6), { version })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(run.world.faults.calls.slice(calls).filter((point) => /^(stock|payments)/.test(point))).toEqual([]);
    await run.edit(to(5), { callId: 'call-1', version });
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), stock(run, 'A')]).toEqual([5000, [5, 0]]);
  });

  workflowTest('that makes it cheaper asks nobody, and less is captured (case 9)', async () => {
    const run = await held([line('A', 5, 1000)]);
    run.world.payments.answer = 'declined';
    await run.edit(to(2));
    expect([stock(run, 'A'), run.world.payments.calls]).toEqual([[10, 2], [expect.anything()]]);
    // What is authorised covers it.
    await run.edit(to(4));
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), stock(run, 'A')]).toEqual([4000, [6, 0]]);
  });

  workflowTest('of the address alone leaves stock and payment as they are; once booked it is refused (case 9)', async () => {
    const run = await held([line('A', 2, 1000)]);
    const { payment } = run.world.order;
    const calls = run.world.faults.count('stock.reserve');
    await run.edit({ shipTo: ADDRESS });
    expect([run.world.order.payment, run.world.faults.count('stock.reserve'), stock(run, 'A')]).toEqual([payment, calls, [10, 2]]);
    await run.release('hold_1');
    await run.isBooked();
    expect(run.world.carrier.addresses).toEqual([ADDRESS]);
    await expect(run.edit({ shipTo: { ...ADDRESS, line1: '2 Main St' } })).rejects.toMatchObject({ code: 'EDIT_REFUSED' });
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('adds lines and takes others out, and what is captured and sent is what it has then', async () => {
    const run = await held([line('A', 2, 1000), line('B', 1, 501)]);
    const { version } = run.world.order;
    await run.edit({
      items: [{ lineId: 'line_2', quantity: 0 }, line('C', 3, 100)],
      adjustments: [{ type: 'discount', amountCents: -300 }],
    });
    expect(run.world.order.items.map(({ lineId, netCents }) => [lineId, netCents])).toEqual([
      ['line_1', 1739],
      [`line_${version}_1`, 261],
    ]);
    expect([stock(run, 'A'), stock(run, 'B'), stock(run, 'C')]).toEqual([
      [10, 2],
      [10, 0],
      [10, 3],
    ]);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), stock(run, 'B'), stock(run, 'C')]).toEqual([2000, [10, 0], [7, 0]]);
  });

  workflowTest('is paid by another payment method where one is given, and so is what is renewed later', async () => {
    const run = await held([line('A', 2, 1000)]);
    await run.edit({ payment: { token: 'tok_other' } });
    await run.edit(to(3));
    expect(run.world.payments.calls.map(({ token, isRenewal, amountCents }) => [token, isRenewal, amountCents])).toEqual([
      ['tok_ok', undefined, 2000],
      ['tok_other', undefined, 2000],
      ['tok_other', true, 3000],
    ]);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(captured(run)).toBe(3000);
  });

  workflowTest('of one that is free has it paid, and given back when it is cancelled', async () => {
    const run = await held([line('A', 2, 0)]);
    await run.edit({ items: [line('B', 1, 700)] });
    expect(run.world.order.payment).toMatchObject({ status: 'authorised', authorisedCents: 700 });
    await run.cancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.payments.live).toBe(0);
  });
});

describe('an edit that comes to nothing leaves the order as it was, and no trace in stock or at the provider,', () => {
  workflowTest('when stock is short', async () => {
    const run = await held([line('A', 2, 1000)]);
    const { version } = run.world.order;
    await expect(run.edit(to(11))).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      message: 'Not enough in stock. A: 9 wanted, 8 available',
    });
    expect([run.world.order.version, stock(run, 'A'), run.world.payments.calls.length]).toEqual([version, [10, 2], 1]);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(captured(run)).toBe(2000);
  });

  workflowTest.each([
    ['declined', 'declined'],
    ['to be settled by a customer who is not there', 'requires_action'],
  ] as const)('when the new authorisation is %s; a later one has a name of its own', async (_title, answer) => {
    const run = await held([line('A', 2, 1000)]);
    run.world.payments.answer = answer;
    await expect(run.edit(to(5))).rejects.toMatchObject({ code: 'PAYMENT_DECLINED' });
    expect(run.world.order).toMatchObject({ totalCents: 2000, payment: { reference: paymentReferenceOf(run.order.id, 1), attempts: 2 } });
    expect([run.world.payments.live, stock(run, 'A'), changed(run)]).toEqual([1, [10, 2], []]);
    run.world.payments.answer = 'authorised';
    await run.edit(to(3));
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), run.world.order.payment.attempts]).toEqual([3000, 3]);
  });

  workflowTest('when the provider does not answer in time', async () => {
    const run = await held([line('A', 2, 1000)]);
    run.world.faults.fail('payments.authorise');
    const edited = run.edit(to(5));
    edited.catch(() => undefined);
    await run.calls('payments.authorise', 2);
    await lab().env.sleep('31 seconds');
    await expect(edited).rejects.toMatchObject({ code: 'EDIT_REFUSED' });
    expect([run.world.payments.live, stock(run, 'A')]).toEqual([1, [10, 2]]);
    run.world.faults.mend('payments.authorise');
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(captured(run)).toBe(2000);
  });

  workflowTest('when a cancel comes meanwhile, which wins', async () => {
    const run = await held([line('A', 2, 1000)]);
    run.world.faults.fail('payments.authorise');
    const edited = run.edit(to(5));
    edited.catch(() => undefined);
    await run.calls('payments.authorise');
    await run.signalCancel();
    await expect(edited).rejects.toMatchObject({ code: 'EDIT_REFUSED' });
    run.world.faults.mend('payments.authorise');
    expect(await run.end()).toBe('CANCELED');
    expect(stock(run, 'A')).toEqual([10, 0]);
  });
});

describe('edits and what else is done to an order', () => {
  workflowTest('come one after another: of two that were decided on the same order the second is refused', async () => {
    const run = await held([line('A', 2, 1000)]);
    const { version } = run.world.order;
    const outcomes = await Promise.allSettled([run.edit(to(5), { version }), run.edit(to(3), { version })]);
    const told = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as DomainError).code));
    expect(told.toSorted((one, other) => one.localeCompare(other))).toEqual(['PRECONDITION_FAILED', 'settled']);
    const { items, totalCents, payment } = run.world.order;
    expect([totalCents, payment.authorisedCents, stock(run, 'A')]).toEqual([
      dueCents(run.world.order),
      totalCents,
      [10, items[0]?.quantity],
    ]);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('hold up the hand-over until they are settled', async () => {
    const run = await held([line('A', 2, 1000)]);
    const authorising = run.world.faults.block('payments.authorise');
    const edited = run.edit(to(3));
    await authorising.reached;
    const released = run.release('hold_1');
    authorising.open();
    await Promise.all([edited, released]);
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), run.world.order.shipments.map(({ lines }) => lines)]).toEqual([3000, [[{ lineId: 'line_1', quantity: 3 }]]]);
  });

  workflowTest('while the customer is asked, only what takes no more of stock and money', async () => {
    const run = lab().prepare({ items: [line('A', 3, 1000)] });
    await run.waitsForCustomer();
    await expect(run.edit(to(4))).rejects.toMatchObject({ code: 'EDIT_REFUSED' });
    await run.edit(to(2));
    expect(stock(run, 'A')).toEqual([10, 2]);
    run.world.payments.settle('authorised');
    await run.tellPayment();
    expect(await run.completes()).toBe('COMPLETED');
    expect(captured(run)).toBe(2000);
  });
});

describe('a run that is started anew', () => {
  workflowTest('gives back what the one before had taken for an edit, and takes the next one', async () => {
    const run = await held([line('A', 2, 1000)]);
    // The try within the task fails: by the next one the server knows that the edit was taken on.
    run.world.faults.fail('payments.find', { times: 1 });
    const authorising = run.world.faults.block('payments.authorise', { after: true });
    run.edit(to(5)).catch(() => undefined);
    await authorising.reached;
    await run.terminate();
    expect([stock(run, 'A'), run.world.payments.live]).toEqual([[10, 5], 2]);
    authorising.open();
    await run.startAgain();
    await run.shows('every hold to be released');
    expect([stock(run, 'A'), run.world.payments.live]).toEqual([[10, 2], 1]);
    await run.edit(to(4));
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([captured(run), run.world.order.payment.attempts]).toEqual([4000, 3]);
  });

  workflowTest('books no parcel for an address that is no more', async () => {
    const run = await held([line('A', 2, 1000)]);
    await run.terminate();
    await run.startAgain();
    await run.shows('every hold to be released');
    await run.edit({ shipTo: ADDRESS });
    await run.release('hold_1');
    await run.isBooked();
    expect(run.world.order.shipments.map(({ shipmentId, status }) => [shipmentId, status])).toEqual([
      [shipmentIdOf(run.order.id, 1), 'cancelled'],
      [shipmentIdOf(run.order.id, 2), 'booked'],
    ]);
    for (const event of ['picked_up', 'delivered'] as const) await parcel(run, 2, event);
    expect(await run.end()).toBe('COMPLETED');
  });
});
