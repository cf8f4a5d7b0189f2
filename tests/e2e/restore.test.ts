// docs/backups.md, tried: backups of different moments put together, with payment provider and carrier as they are today.
import { mkdirSync } from 'node:fs';
import { stockOf, untilEnd, untilOrder } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { copyFolder, folder, removeAllFolders, restored, startOn, withServersOn } from '../support/restore-folders.ts';
import * as partners from '../support/restore-partners.ts';
import * as runbook from '../support/restore-runbook.ts';
import { fillShop, goOn, letBook, place, refund, STOCK, untilAllEnd, type Name, type Shop } from '../support/restore-shop.ts';

/** The moments of the two backups. */
const [OLDER, NEWER] = [folder('older'), folder('newer')];
let orders: Shop;
let outside: partners.PartnersLedgers;
let olderAt: Date;
let newerAt: Date;

beforeAll(async () => {
  const live = folder('live');
  mkdirSync(live);
  const first = await startOn(live);
  const before = await fillShop();
  await first.stop();
  olderAt = new Date();
  await copyFolder(live, OLDER);
  const second = await startOn(live);
  orders = await goOn(before);
  outside = await partners.partnersLedgers();
  await second.stop();
  newerAt = new Date();
  await copyFolder(live, NEWER);
});
let system: Awaited<ReturnType<typeof startOn>> | undefined;
afterEach(() => system?.stop());
afterAll(removeAllFolders);

/** As every order ended, or would have, without a restore. */
const ENDS: Record<Name, string> = {
  'pending, then booked': 'COMPLETED',
  'waiting, then completed': 'COMPLETED',
  'waiting, then cancelled': 'CANCELED',
  'confirmed, then on the way': 'COMPLETED',
  'booked, then completed': 'COMPLETED',
  'booked, then cancelled': 'CANCELED',
  'on the way, then completed': 'COMPLETED',
  'completed, then refunded': 'COMPLETED',
  cancelled: 'CANCELED',
  'new, completed': 'COMPLETED',
  'new, refunded': 'COMPLETED',
  'new, booked': 'COMPLETED',
  'new, cancelled': 'CANCELED',
  'new, pending': 'COMPLETED',
};
const ids = (...names: Name[]) => names.map((name) => orders[name]).toSorted();
const all = () => Object.values(orders);
const ends = (changed: Partial<Record<Name, string>>) => ({ ...ENDS, ...changed });
const howItEnded = (changed: Partial<Record<Name, string>>) => (name: string) =>
  ends(changed)[name as Name] === 'COMPLETED' ? '1999 for 1' : '0 for 0';

/** In the order's row; that the provider gave back no more than that the invariants see. */
const untilRefunded = (...names: Name[]) =>
  Promise.all(names.map((name) => untilOrder(orders[name], ({ payment }) => payment.refundedCents === 500)));

it('PostgreSQL older than Temporal: orders and refunds are made again from Temporal, and nobody is charged or sent anything twice', async () => {
  const dataDir = await restored('postgres-older', { postgres: OLDER, temporal: NEWER, nats: NEWER });
  await withServersOn(dataDir, async () => {
    await letBook();
    await partners.putPartnersLedgers(outside);
    await partners.putUnknownPayment('pay_long ago_1');
    await partners.agePayments(60);
    await runbook.letReservationsExpire();

    await runbook.terminateRuns(olderAt);
    const lost = (await runbook.violations('--allow-missing', 'nats'))['1b'] ?? [];
    expect(lost.toSorted()).toEqual(
      ids('pending, then booked', 'new, completed', 'new, refunded', 'new, booked', 'new, cancelled', 'new, pending'),
    );
    await runbook.typeSteps(olderAt, 3, 4);
  });

  system = await startOn(dataDir);
  // Cancels that PostgreSQL lost are not asked for again: that the provider gave the hold back tells the new run to stop.
  const cancels = { 'waiting, then cancelled': 'REJECTED', 'new, cancelled': 'REJECTED' };
  expect(await untilAllEnd(orders)).toEqual(ends(cancels));
  await runbook.refundAgain(olderAt);
  await untilRefunded('completed, then refunded', 'new, refunded');
  expect(await partners.chargedAndSent(all())).toEqual(Object.keys(orders).map(howItEnded(cancels)));
  expect(await stockOf(STOCK.sku)).toMatchObject({ onHand: STOCK.onHand - 10, reserved: 0 });
  expect(await eventually(runbook.listed, (found) => found.length === 1)).toEqual(['unknown_payment pay_long ago_1']);

  // The stream tells of a cancel that never was.
  expect((await runbook.violations())['5h']).toContain(orders['new, cancelled']);
  await runbook.dropStream();
  await runbook.typeSteps(olderAt, '4.2');
  expect(await checkInvariants()).toMatchObject({ code: 0 });
  expect(await runbook.typeSteps(olderAt, 7)).toContain('unknown_payment');
});

it('Temporal older than PostgreSQL: open orders go on from their rows, and only those are lost that were not written yet', async () => {
  const dataDir = await restored('temporal-older', { postgres: NEWER, temporal: OLDER, nats: OLDER });
  await withServersOn(dataDir, async () => {
    await runbook.terminateRuns(newerAt);
    await runbook.typeSteps(newerAt, '4.2');
  });

  system = await startOn(dataDir);
  expect(await untilAllEnd(orders)).toEqual(ends({ 'new, pending': '404' }));
  expect(await place('new, pending')).toBe(orders['new, pending']);
  expect(await untilAllEnd(orders)).toEqual(ENDS);
  expect(await partners.chargedAndSent(all())).toEqual(Object.keys(orders).map(howItEnded({})));
  expect(await checkInvariants()).toMatchObject({ code: 0 });
});

it('everything older than the outside world: what the partners know more is listed, and comes back when its caller repeats the request', async () => {
  const dataDir = await restored('all-older', { postgres: OLDER, temporal: OLDER, nats: OLDER });
  await withServersOn(dataDir, async () => {
    await letBook();
    await partners.putPartnersLedgers(outside);
    await partners.agePayments(6);
    await runbook.letReservationsExpire();
    await runbook.terminateRuns(olderAt);
  });

  system = await startOn(dataDir);
  const lost = { 'new, completed': '404', 'new, refunded': '404', 'new, booked': '404', 'new, cancelled': '404', 'new, pending': '404' };
  // Nobody gave the reservations their time: what was paid meanwhile is not asked for any more.
  const expired = { 'waiting, then completed': 'REJECTED', 'waiting, then cancelled': 'REJECTED' };
  expect(await untilAllEnd(orders)).toEqual(ends({ ...lost, ...expired }));
  const payment = (name: Name) => `pay_${orders[name]}_1`;
  const missing = (['new, booked', 'new, completed', 'new, refunded'] as const).map((name) => `unknown_payment ${payment(name)}`);
  const findings = [...missing, `payment_disagrees ${payment('waiting, then completed')}`].toSorted();
  expect((await eventually(runbook.listed, (found) => found.length === 4)).toSorted()).toEqual(findings);
  expect(await runbook.violations()).toEqual({
    '2a': ids('new, booked'),
    '4c': ids('waiting, then completed'),
    '4g': ids('completed, then refunded'),
  });

  expect(await refund(orders['completed, then refunded'])).toMatchObject({ status: 201 });
  for (const name of ['new, completed', 'new, refunded', 'new, booked'] as const) {
    expect(await place(name)).toBe(orders[name]);
  }
  // Most likely too early: what has not been paid for yet cannot be given back, and that is no final answer.
  await refund(orders['new, refunded']);
  await untilAllEnd(orders);
  const back = (['new, completed', 'new, refunded', 'new, booked'] as const).map((name) => orders[name]);
  expect(await Promise.all(back.map(untilEnd))).toMatchObject(back.map(() => ({ status: 'COMPLETED' })));
  expect(await refund(orders['new, refunded'])).toMatchObject({ status: 201 });
  expect(await partners.chargedAndSent([...back, orders['completed, then refunded']])).toEqual([...back, ''].map(() => '1999 for 1'));
  await untilRefunded('completed, then refunded', 'new, refunded');
  expect(await runbook.violations()).toEqual({ '4c': ids('waiting, then completed') });
});
