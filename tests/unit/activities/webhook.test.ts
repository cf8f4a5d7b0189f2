import { EndpointLanes } from '../../../activities/endpoint-lanes.ts';
import { toFailure, TryAgain } from '../../../activities/failures.ts';
import { webhookActivities, type WebhookDependencies } from '../../../activities/webhook.ts';
import type { OpenDelivery, SendOutcome, TryRecord } from '../../../domain/ports/webhook-deliveries.ts';

const NOW = '2026-01-15T09:30:00.000Z';
const RUN = { deliveryId: 'd', endpointId: 'e', round: 1 };
const event = { type: 'orders.shipped', at: new Date(NOW) };
const OPEN: OpenDelivery = { deliveryId: 'd', url: 'https://shop.example/', secrets: ['s'], body: '{}', event, tries: 0, createdAt: NOW };
const FAILED: SendOutcome = { kind: 'failed', statusCode: 500, error: 'not a 2xx' };

function world(outcome: SendOutcome, { open = OPEN, ...over }: Partial<WebhookDependencies> & { open?: OpenDelivery | undefined } = {}) {
  const records: TryRecord[] = [];
  const disabled: string[] = [];
  const tries: string[] = [];
  const sent: OpenDelivery[] = [];
  const activities = webhookActivities({
    deliveries: {
      open: async () => open,
      record: async (_run, record) => void records.push(record),
      disable: async (id) => !disabled.includes(id),
      hasDelivered: async () => false,
    },
    sender: { send: async (delivery) => (sent.push(delivery), outcome) },
    lanes: new EndpointLanes({ atOnce: 1, clock: () => 0 }),
    waitsMs: [5000, 60_000],
    now: () => new Date(NOW),
    random: () => 0.5,
    heartbeat: () => undefined,
    onTry: (kind) => void tries.push(kind),
    onDisabled: (id, reason) => void disabled.push(`${id} ${reason}`),
    ...over,
  });
  return { send: () => activities.sendWebhook(RUN), records, disabled, tries, sent };
}

const failureOf = (work: Promise<void>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a try to hand an event over', () => {
  it('that is taken is recorded, and was the last one', async () => {
    const { send, records, tries } = world({ kind: 'delivered', statusCode: 204 });
    await send();
    expect(records).toEqual([{ attempt: { at: NOW, durationMs: 0, statusCode: 204 }, status: 'delivered' }]);
    expect(tries).toEqual(['delivered']);
  });

  it('that fails is recorded, and Temporal is told when to make the next one', async () => {
    const { send, records } = world(FAILED);
    const failure = await failureOf(send());
    expect(failure).toBeInstanceOf(TryAgain);
    expect(toFailure(failure)).toMatchObject({ nextRetryDelay: 5000, nonRetryable: false });
    expect(records).toEqual([
      {
        attempt: { at: NOW, durationMs: 0, statusCode: 500, error: 'not a 2xx' },
        status: 'pending',
        nextAttemptAt: '2026-01-15T09:30:05.000Z',
      },
    ]);
  });

  it('obeys Retry-After', async () => {
    expect(await failureOf(world({ ...FAILED, retryAfterMs: 30_000 }).send())).toMatchObject({ inMs: 30_000 });
  });

  it('that was the last one makes it a dead letter, and switches an endpoint off that has taken nothing since', async () => {
    const { send, records, disabled, tries } = world(FAILED, { open: { ...OPEN, tries: 2 } });
    await send();
    expect([records[0]?.status, disabled, tries]).toEqual(['dead', [`e it has taken nothing since ${NOW}`], ['given_up']]);
  });

  it('that was the last one leaves an endpoint on that has taken others', async () => {
    const deliveries = {
      open: async () => ({ ...OPEN, tries: 2 }),
      record: async () => undefined,
      disable: async () => true,
      hasDelivered: async () => true,
    };
    const { send, disabled } = world(FAILED, { deliveries });
    await send();
    expect(disabled).toEqual([]);
  });

  it('that is answered 410 is the last one, and switches the endpoint off', async () => {
    const { send, records, disabled } = world({ ...FAILED, statusCode: 410, isGone: true });
    await send();
    expect([records[0]?.status, disabled]).toEqual(['dead', ['e it answered 410']]);
  });

  it('of an event that is no more is the last one, and the endpoint has no part in that', async () => {
    const { send, records, disabled } = world({ kind: 'failed', error: 'the event is no more' }, { open: { ...OPEN, body: undefined } });
    await send();
    expect([records[0]?.status, disabled]).toEqual(['dead', []]);
  });

  it('is not made for what is settled, or waits for its endpoint', async () => {
    const { send, records, sent } = world(FAILED, { open: undefined, deliveries: { open: async () => undefined } as never });
    await send();
    expect([records, sent]).toEqual([[], []]);
  });

  it('waits for its turn without a record when the endpoint has enough to do', async () => {
    const lanes = new EndpointLanes({ atOnce: 1, clock: () => 0 });
    lanes.enter('e');
    const { send, records, sent } = world(FAILED, { lanes });
    expect(await failureOf(send())).toMatchObject({ name: 'TryAgain', inMs: expect.any(Number) });
    expect([records, sent]).toEqual([[], []]);
  });
});
