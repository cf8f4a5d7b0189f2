import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Order } from '../../domain/order.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import { call, eventsOf, newSku, orderFor, setting, stockOf, untilOrder, type Answer } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from '../support/system-database.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { restart } from '../support/running-process.ts';

// A system of its own: what is killed here must not disturb other tests.
useOwnSystem();

interface LogLine {
  readonly msg: string;
  readonly orderId?: string;
}

function logOf(service: string): LogLine[] {
  const text = readFileSync(path.join(setting('TEST_DATA_DIR'), 'logs', `${service}.log`), 'utf8');
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
}

/** A caller that repeats its request under one key until it has a final answer: what every integrator is told to do. */
async function persist(body: unknown): Promise<Order> {
  const key = randomUUID();
  const attempt = () =>
    call('POST', '/orders', body, { 'idempotency-key': key }).catch((error: unknown) => ({ status: 0, text: String(error) }) as Answer);
  const answer = await eventually(attempt, ({ status }) => status === 201 || (status >= 400 && status < 500 && status !== 429));
  expect(answer.status).toBe(201);
  return answer.body;
}

const EXPECTED: Record<string, string> = {
  tok_ok: 'COMPLETED',
  tok_declined: 'REJECTED',
  tok_timeout_succeeds: 'COMPLETED',
  tok_fails_3_times: 'COMPLETED',
};

describe.each(['worker', 'postgres', 'temporal', 'api', 'nats', 'relay', 'partners'])(
  'kill -9 of %s in the middle of twenty orders',
  (service) => {
    it('lets each of them end as it should, once', async () => {
      const sku = await newSku(100);
      const tokens = Array.from({ length: 20 }, (_, n) => Object.keys(EXPECTED)[n % 4] ?? 'tok_ok');
      const submitted = tokens.map((token) => persist(orderFor(sku, { payment: { token } })));
      await restart(service, 'SIGKILL');
      const orders = await Promise.all(submitted);
      expect(new Set(orders.map(({ id }) => id)).size).toBe(20);

      const done = await Promise.all(orders.map(({ id }) => untilOrder(id, ({ status }) => isAtItsEnd(status))));
      expect(done.map(({ status }) => status)).toEqual(tokens.map((token) => EXPECTED[token]));
      for (const order of done) {
        const events = await eventsOf(order.id);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
        const payments = await queryDatabase<{ captured: number }>(
          'select captured_cents::int as captured from partners.payments where order_id = $1',
          [order.id],
        );
        expect(payments.map(({ captured }) => captured)).toEqual([order.status === 'COMPLETED' ? 1999 : 0]);
      }
      expect(await stockOf(sku)).toEqual({ sku, onHand: 85, reserved: 0, available: 85 });
      const unsent = async () => (await queryDatabase<{ n: number }>('select count(*)::int as n from outbox where sent_at is null'))[0]?.n;
      expect(await eventually(unsent, (n) => n === 0)).toBe(0);
    });
  },
);

describe.each(['worker', 'api', 'relay'])('SIGTERM of %s in the middle of twenty orders', (service) => {
  it('drains it within its grace and disturbs no order in flight', async () => {
    const sku = await newSku(100);
    const submitted = Array.from({ length: 20 }, () => persist(orderFor(sku)));
    await restart(service, 'SIGTERM');
    const orders = await Promise.all(submitted);
    const done = await Promise.all(orders.map(({ id }) => untilOrder(id, ({ status }) => isAtItsEnd(status))));
    expect(done.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'COMPLETED'));
    const stopped = logOf(service).filter(({ msg }) => msg === 'stopping' || msg === 'stopped' || msg.includes('grace'));
    expect(stopped.map(({ msg }) => msg)).toEqual(['stopping', 'stopped']);
    // An attempt that was cut off would have left a line.
    const failures = logOf('worker').filter(({ orderId, msg }) => msg.startsWith('activity') && orders.some(({ id }) => id === orderId));
    expect(failures).toEqual([]);
  });
});

describe('after all of that', () => {
  it('every invariant of the contract holds', async () => {
    const { code, said } = await checkInvariants();
    expect([code, said]).toEqual([0, expect.stringContaining('checks hold')]);
  });
});
