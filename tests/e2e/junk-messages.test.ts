import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { call, newSku, orderFor, submit, untilEnd, untilOrder } from '../support/api-client.ts';
import { temporalClient } from '../support/temporal-client.ts';

let client: Client & { close(): Promise<void> };
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.close());

const payload = (encoding: string, data: string) => ({ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) });
const json = (value: unknown) => payload('json/plain', JSON.stringify(value));

/** What `temporal workflow signal` and `update` can be made to send. */
const JUNK = {
  nothing: [],
  null: [json(null)],
  'a number': [json(7)],
  'a list': [json([1, [2]])],
  'wrong members': [json({ event: ['delivered'], reference: 1, cause: 'me', choice: {}, reason: 8 })],
  'the name of a member of every object': [json({ event: 'constructor', choice: '__proto__' })],
  'a NUL and a lone surrogate': [payload('json/plain', '{"reason":"a\\u0000\\ud800","event":"\\u0000","choice":"\\u0000"}')],
  'a huge string': [json('x'.repeat(1_500_000))],
  'more than it takes': [json(1), json(2), json(3)],
  'nothing, in binary': [payload('binary/null', '')],
  bytes: [payload('binary/plain', '\xff\x00')],
  'JSON that breaks off': [payload('json/plain', '{')],
  'an encoding that nobody knows': [payload('json/unknown', '{}')],
  'something encrypted': [payload('binary/encrypted', 'x')],
  'no encoding': [{ data: Buffer.from('x') }],
};

const signal = (id: string, signalName: string, payloads: readonly object[]) =>
  client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: orderWorkflowIdOf(id) },
    signalName,
    requestId: randomUUID(),
    input: { payloads: [...payloads] },
  });

/** Orders one piece for each, does `work` to it before it can be handed over, and tells how each order ended. */
async function endsOf<T>(junk: readonly T[], work: (orderId: string, one: T) => Promise<unknown>): Promise<string[]> {
  const sku = await newSku(junk.length);
  return Promise.all(
    junk.map(async (one) => {
      const { body } = await submit(orderFor(sku, { holds: [{ reason: 'other' }] }));
      await work(body.id, one);
      // What was cancelled meanwhile has none that could be released.
      await call('DELETE', `/orders/${body.id}/holds/${body.holds?.[0]?.holdId}`);
      return (await untilEnd(body.id)).status;
    }),
  );
}

describe('a signal with junk', () => {
  it.each([
    ['trackingUpdated', 'COMPLETED'],
    ['paymentUpdated', 'COMPLETED'],
    ['cancelOrder', 'CANCELED'],
    ['noSuchSignal', 'COMPLETED'],
  ])('%s leaves the order to its end: %s', async (name, end) => {
    const junk = Object.entries(JUNK);
    const ends = await endsOf(junk, (id, [, payloads]) => signal(id, name, payloads));
    expect(junk.map(([what], nth) => [what, ends[nth]])).toEqual(junk.map(([what]) => [what, end]));
  });
});

const ARGUMENTS: readonly unknown[][] = [
  [],
  [null],
  [7],
  [[1]],
  ['x'],
  [{ choice: 1 }],
  [{ cause: null }],
  [{ cause: { actor: 7 } }],
  ['x'.repeat(1_000_000)],
];

const update = (id: string, name: string, args: unknown[]) =>
  client.workflow.getHandle(orderWorkflowIdOf(id)).executeUpdate<void, [unknown, ...unknown[]]>(name, { args: args as [unknown] });

describe('an update with junk', () => {
  it.each(['cancel', 'resolveAttention', 'noSuchUpdate'])('%s is refused, and the order goes on', async (name) => {
    const ends = await endsOf(ARGUMENTS, (id, args) => expect(update(id, name, args)).rejects.toThrow('Update failed'));
    expect(ends).toEqual(ARGUMENTS.map(() => 'COMPLETED'));
  });
});

describe('an order that waits for a person', () => {
  it('takes the decision after any junk', async () => {
    const { body } = await submit(orderFor(await newSku(1), { payment: { token: 'tok_capture_declined' } }));
    await untilOrder(body.id, ({ needsAttention }) => needsAttention !== undefined);
    for (const args of ARGUMENTS) await expect(update(body.id, 'resolveAttention', args)).rejects.toThrow('Update failed');
    await update(body.id, 'resolveAttention', [{ choice: 'write_off' }]);
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
  });
});
