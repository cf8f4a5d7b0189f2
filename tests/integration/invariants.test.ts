import { setTimeout as delay } from 'node:timers/promises';
import { ORDER_COLUMNS, type OrderColumn } from '../../adapters/postgres/order-columns.ts';
import { KINDS, type Kind, orderMaker } from '../../bench/growth/order-maker.ts';
import { openDatabase } from '../../tools/invariants/database.ts';
import { orderRowChecks } from '../../tools/invariants/order-rows.ts';
import { exitCodeOf, reportLines } from '../../tools/invariants/report.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { secondPayment } from '../support/invariants-amend.ts';
import { BREAKS } from '../support/invariants-breaks.ts';
import { type KeptRows, keepRows, TABLES_OF_ORDERS } from '../support/kept-rows.ts';
import { type StreamWorld, streamWorld } from '../support/invariants-stream.ts';
import { type InvariantsWorld, invariantsWorld } from '../support/invariants-world.ts';
import { serveTestPartners, type TestPartners } from '../support/partners.ts';

const MINUTE_MS = 60_000;
/** A name that other rows refer to, and what every change alters. */
const LEFT_OUT: ReadonlySet<string> = new Set(['id', 'version', 'updatedAt']);
/** Another value for a column `$`, by what it is cast to. */
const OTHER: Readonly<Record<string, string>> = {
  '': `'XXX'`,
  '::int': 'coalesce($, 0) + 1',
  '::bigint': 'coalesce($, 0) + 1',
  '::timestamptz': `coalesce($, now()) + interval '1 hour'`,
  '::json': `'{"other": 1}'`,
  '::"OrderStatus"': `'RETURNED'`,
  '::"PaymentStatus"': `'voided'`,
  '::boolean': 'true',
};
const EMPTY = `truncate ${TABLES_OF_ORDERS.join(', ')}`;
const STOCKED = `insert into stock (sku, on_hand) values ('SKU-1', 1000), ('SKU-2', 1000)`;
let database: FreshDatabase;
let partners: TestPartners;
let make: (kind: Kind) => Promise<string>;
let world: InvariantsWorld;

const run = (sql: string, id?: string) => database.query(sql, sql.includes('$1') ? [id] : []);
/** As if they had been written then. */
const AGE_EVENTS = `update order_events set at = date_trunc('milliseconds', now() - interval '8 days'),
  snapshot = jsonb_set(snapshot::jsonb, '{updatedAt}', to_jsonb(date_trunc('milliseconds', now() - interval '8 days')))::json`;
const ago = (ms: number) => new Date(Date.now() - ms);

beforeAll(async () => {
  database = await freshDatabase();
  partners = await serveTestPartners(database.url);
  make = orderMaker({ db: database.db, ...partners });
});
beforeEach(async () => {
  world = invariantsWorld(database);
  await run(EMPTY);
  await run(STOCKED);
});
afterAll(async () => {
  await partners.close();
  await database.drop();
});

describe('the invariants of sound orders', () => {
  it('hold for orders of every kind', async () => {
    for (const kind of KINDS) await make(kind);
    const findings = await world.findings();
    expect(findings.filter(({ violations }) => violations.length > 0)).toEqual([]);
    const looked = Object.fromEntries(findings.map(({ check, looked: count }) => [check.number, count]));
    expect(looked).toMatchObject({
      '1a': KINDS.length,
      '1b': KINDS.length,
      '2b': 14,
      '3a': 3,
      '4b': 3,
      '4d': 8,
      '4e': KINDS.length,
      '4f': 9,
      '4g': KINDS.length,
      '4h': 3,
      '4i': KINDS.length,
      '5d': KINDS.length,
      '7a': 11,
    });
  });

  it('hold while a refund is carried out and not recorded yet, and once an authorisation has run out', async () => {
    const [refunding, cancelled] = [await make('refunding'), await make('canceled')];
    await run(`update partners.payments set refunded_cents = 1000 where order_id = $1`, refunding);
    await run(
      `update partners.payments set status = 'authorised', expires_at = now() - interval '1 minute' where order_id = $1`,
      cancelled,
    );
    expect(await world.violations()).toEqual({});
  });

  it('hold for an order that waits for its customer, its carrier or a person, and for one that is old and settled', async () => {
    const [asked, away, person, old] = [
      await make('requires action'),
      await make('shipped'),
      await make('delivered'),
      await make('completed'),
    ];
    await database.query(`update orders set updated_at = now() - interval '20 minutes' where id = any($1)`, [[asked, away, person]]);
    await run(`update reservations set expires_at = now() + interval '5 minutes' where order_id = $1`, asked);
    await run(`update orders set attention = '{}' where id = $1`, person);
    await run(
      `update order_events e set snapshot = jsonb_set(snapshot::jsonb, '{needsAttention}', '{}')::json
       where order_id = $1 and sequence = (select max(sequence) from order_events where order_id = e.order_id)`,
      person,
    );
    await run(`${AGE_EVENTS} where order_id = $1`, old);
    await run(`delete from outbox where order_id = $1`, old);
    expect(await world.violations()).toEqual({});
  });
});

describe('an order among sound ones that is broken by hand', () => {
  const broken = new Map<Kind, string>();
  let sound: KeptRows;
  beforeAll(async () => {
    await run(EMPTY);
    await run(STOCKED);
    for (const kind of KINDS) {
      await make(kind);
      broken.set(kind, await make(kind));
    }
    sound = await keepRows(database);
  });
  beforeEach(() => sound.putBack());

  it.each(BREAKS)('is reported when $says', async ({ kind, sql, checks }) => {
    const id = broken.get(kind);
    for (const statement of sql) await run(statement, id);
    expect(await world.violations()).toEqual(Object.fromEntries(checks.map((number) => [number, [id]])));
  });
});

describe('an order that is broken by hand', () => {
  it('is reported whichever member of its row was changed without an event', async () => {
    await run('alter table orders drop constraint if exists orders_money_balances');
    const members = Object.values<OrderColumn>(ORDER_COLUMNS).filter(({ member }) => member !== undefined && !LEFT_OUT.has(member));
    const changed = await Promise.all(
      members.map(async ({ name, kind: { cast } }) => {
        const id = await make('created');
        await run(`update orders set ${name} = ${String(OTHER[cast]).replaceAll('$', name)} where id = $1`, id);
        return id;
      }),
    );
    const db = await openDatabase(database.url);
    const look = await orderRowChecks(db)
      .find(({ number }) => number === '5b')
      ?.look({ since: null });
    await db.close();
    expect(look?.violations.map(({ id }) => id).toSorted()).toEqual(changed.toSorted());
  });

  it('is reported once it stays so when two authorisations are live, as while a change replaces one, and at once when three are', async () => {
    const id = await make('confirmed');
    const reported = async () => {
      const live = (await world.findings()).find(({ check }) => check.number === '2a');
      return live?.violations.map((violation) => [violation.id, violation.changedAt]);
    };
    await run(secondPayment('authorised'), id);
    expect(await reported()).toEqual([[id, expect.any(Date)]]);
    await run(secondPayment('authorised', 'pay_third'), id);
    expect(await reported()).toEqual([[id, null]]);
  });

  it('is reported only when it was created since the moment asked for', async () => {
    const id = await make('confirmed');
    await run(`update orders set customer_id = 'other', created_at = now() - interval '2 hours' where id = $1`, id);
    expect(await world.violations({ since: ago(60 * MINUTE_MS) })).toEqual({});
    expect(await world.violations({ since: ago(180 * MINUTE_MS) })).toEqual({ '1a': [id], '5b': [id], '5k': [id] });
  });
});

describe('stock', () => {
  it('is reported when it is negative', async () => {
    await run('alter table stock drop constraint if exists stock_not_negative');
    await run(`update stock set on_hand = -1 where sku = 'SKU-2'`);
    expect(await world.violations()).toEqual({ '3a': ['SKU-2'] });
  });

  it('is reported when more or less is reserved than the reservations say', async () => {
    await make('confirmed');
    await run(`update stock set reserved = reserved + 1 where sku = 'SKU-2'`);
    await run(`delete from stock where sku = 'SKU-1'`);
    expect(await world.violations()).toEqual({ '3b': ['SKU-1', 'SKU-2'] });
  });

  it('is reported when more is waited for than the reservations say, is free, or went to who waited for less long', async () => {
    const [first, second] = [await make('waiting'), await make('waiting')];
    await run(`update stock set waiting = waiting + 1 where sku = 'SKU-AWAITED'`);
    expect(await world.violations()).toEqual({ '3b': ['SKU-AWAITED'] });
    await run(`update stock set waiting = waiting - 1, on_hand = 1 where sku = 'SKU-AWAITED'`);
    expect(await world.violations()).toEqual({ '3k': ['SKU-AWAITED'] });
    await run(`update stock set waiting = waiting - 1, reserved = 1 where sku = 'SKU-AWAITED'`);
    await run(`update reservations set waiting = 2, reserved = 1 where order_id = $1 and line_id = 'line_2'`, second);
    expect(await world.violations()).toEqual({ '3j': [second], '3k': ['SKU-AWAITED'] });
    await run(`update reservations set waiting = 3, reserved = 0 where order_id = $1 and line_id = 'line_2'`, second);
    await run(`update reservations set waiting = 2, reserved = 1 where order_id = $1 and line_id = 'line_2'`, first);
    expect(await world.violations()).toEqual({ '3j': [first] });
  });
});

describe('workflows', () => {
  const runOf = (orderId: string, status: string, closedAt: Date | null = null) => ({
    orderId,
    status,
    startedAt: ago(5 * MINUTE_MS),
    closedAt,
  });

  it('are reported when they run without a row for more than a minute, or closed without one', async () => {
    world.runs.set('late', runOf('late', 'RUNNING'));
    world.runs.set('young', { ...runOf('young', 'RUNNING'), startedAt: ago(MINUTE_MS / 2) });
    world.runs.set('done', runOf('done', 'COMPLETED', ago(MINUTE_MS)));
    expect(
      Object.values(await world.violations())
        .flat()
        .toSorted(),
    ).toEqual(['done', 'late']);
    expect(Object.keys(await world.violations())).toEqual(['1b']);
  });

  it('are reported when they are missing or were broken off before the end of their order', async () => {
    const [lost, terminated] = [await make('confirmed'), await make('shipped')];
    world.runs.set(lost, undefined);
    world.runs.set(terminated, runOf(terminated, 'TERMINATED', ago(MINUTE_MS)));
    expect(await world.violations()).toEqual({ '7a': expect.arrayContaining([lost, terminated]) });
  });

  it('are reported when they run over an order that is at its end for a minute', async () => {
    const [old, young] = [await make('completed'), await make('completed')];
    for (const id of [old, young]) world.runs.set(id, runOf(id, 'RUNNING'));
    await run(`update orders set updated_at = now() - interval '2 minutes' where id = $1`, old);
    expect(await world.violations()).toEqual({ '7b': [old] });
  });

  it('are reported when they completed over an order that is not at its end', async () => {
    const id = await make('shipped');
    world.runs.set(id, runOf(id, 'COMPLETED', ago(MINUTE_MS)));
    expect(await world.violations()).toEqual({ '7c': [id] });
  });

  it('are not reported when the reconciler starts them anew in time', async () => {
    const id = await make('shipped');
    world.runs.set(id, runOf(id, 'TERMINATED', new Date()));
    setTimeout(() => world.runs.delete(id), 300);
    expect(await world.violations({ settleMs: 5000 })).toEqual({});
  });
});

describe('what was changed a moment ago', () => {
  const goodsLeft = `update reservations set shipped = reserved, reserved = 0 where order_id = $1`;
  const stockLeft = `update stock set reserved = reserved - case sku when 'SKU-1' then 3 else 1 end`;

  it('is no violation when it settles in time', async () => {
    const id = await make('fulfilling');
    await run(stockLeft);
    await run(goodsLeft, id);
    const looking = world.violations({ settleMs: 10_000 });
    await delay(400);
    await run(`update reservations set reserved = shipped, shipped = 0 where order_id = $1`, id);
    await run(`update stock set reserved = case sku when 'SKU-1' then 3 else 1 end`);
    expect(await looking).toEqual({});
  });

  it('is a violation when it does not settle', async () => {
    const id = await make('fulfilling');
    await run(stockLeft);
    await run(goodsLeft, id);
    expect(await world.violations({ settleMs: 500 })).toEqual({ '3e': [id] });
  });
});

describe('the stream', () => {
  let stream: StreamWorld;

  beforeAll(async () => {
    stream = await streamWorld(database);
  });
  beforeEach(async () => {
    world.natsUrl = stream.url;
    await stream.empty();
  });
  afterAll(() => stream.stop());

  it('is sound when the relay has sent everything, repeats included', async () => {
    for (const kind of KINDS) await make(kind);
    await stream.relayAll();
    await stream.configure({ duplicate_window: 100_000_000 });
    await delay(300);
    await run('update outbox set sent_at = null');
    await stream.relayAll();
    const findings = await world.findings();
    expect(findings.filter(({ violations, missing }) => violations.length > 0 || missing)).toEqual([]);
    const [events] = await database.query<{ n: number }>('select count(*)::int as n from order_events');
    expect(findings.find(({ check }) => check.number === '5h')?.looked).toBe(2 * (events?.n ?? 0));
  });

  it('may lack an event that the relay is about to send, and no other', async () => {
    const id = await make('created');
    expect(await world.violations({ settleMs: 400 })).toEqual({ '5f': [id] });
    const sending = delay(300).then(() => stream.relayAll());
    expect(await world.violations({ settleMs: 10_000 })).toEqual({});
    await sending;
  });

  it('is said to refuse an event for its size, which is not taken for one that the relay is about to send', async () => {
    const id = await make('created');
    await run('update outbox set refused_at = now()');
    const found = (await world.findings()).flatMap(({ violations }) => violations);
    const says = expect.stringMatching(/^event 1 waits .*: the stream refuses it for its size$/) as string;
    expect(found).toEqual([{ id, says, changedAt: null }]);
  });

  it('is reported when it lost an event that was sent', async () => {
    const [id] = [await make('confirmed'), await make('confirmed')];
    await stream.relayAll();
    await stream.lose(`${id}:2`);
    expect(await world.violations()).toEqual({ '5g': [id] });
    await run('delete from outbox');
    await run(AGE_EVENTS);
    await stream.configure({ max_age: 0 });
    expect(await world.violations()).toEqual({ '5g': [id] });
  });

  it('is reported when it holds what was never committed', async () => {
    const id = await make('confirmed');
    await stream.relayAll();
    await stream.publish(id, 9);
    await stream.publish('nobody', 1);
    expect(await world.violations()).toEqual({ '5h': [id, 'nobody'].toSorted() });
  });

  it('is reported when events of an order overtook each other', async () => {
    await make('completed');
    await stream.relayAll();
    const id = await make('confirmed');
    await stream.publish(id, 2, {}, 'orders.confirmed');
    await stream.publish(id, 1);
    await run('update outbox set sent_at = now() where sent_at is null');
    expect(await world.violations()).toEqual({ '5i': [id] });
  });

  it('is reported when a message could not be recognised as a repeat, or is told under another type', async () => {
    const [twice, mistold] = [await make('confirmed'), await make('confirmed')];
    await stream.relayAll();
    await stream.publish(twice, 1, { 'Nats-Msg-Id': 'another' });
    await stream.publish(mistold, 1, { 'Nats-Msg-Id': 'other', 'ce-id': 'other', 'ce-type': 'orders.confirmed' });
    expect(await world.violations()).toEqual({ '5j': [twice, mistold].toSorted() });
  });
});

describe('the report', () => {
  it('exits 0 when all hold, 1 on a violation, 2 when a source is missing that was not excused', async () => {
    const id = await make('confirmed');
    const sound = await world.findings({ provider: 'stripe' });
    expect(exitCodeOf(sound, [])).toBe(2);
    expect(exitCodeOf(sound, ['nats'])).toBe(2);
    expect(exitCodeOf(sound, ['nats', 'provider'])).toBe(0);
    expect(reportLines(sound).filter((line) => line.startsWith('-'))).toHaveLength(12);
    expect(reportLines(sound).join('\n')).toContain('not looked at: the ledger of the payment provider stripe is not in this database');
    const elsewhere = await world.findings({ ledgerUrl: 'postgresql://theirs/ledger' });
    expect(exitCodeOf(elsewhere, ['nats'])).toBe(2);
    expect(reportLines(elsewhere).join('\n')).toContain('keeps its ledger in a database of its own (PARTNERS_DATABASE_URL)');

    await run(`update orders set customer_id = 'other' where id = $1`, id);
    const broken = await world.findings();
    expect(exitCodeOf(broken, [])).toBe(1);
    expect(reportLines(broken)).toContainEqual(
      expect.stringMatching(`^      ${id}  its first event is step created, .* customer cust_1, not other$`),
    );
  });
});
