// docs/privacy.md, tried: everything that is kept is searched for a marked customer, before and after they are erased.
import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { clientDataConverter } from '../../adapters/temporal/data-converter.ts';
import { openPayloadCodec } from '../../adapters/temporal/open-payload-codec.ts';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { eventually } from '../../platform/poll.ts';
import { postgresSession } from '../../platform/postgres-session.ts';
import { filesIn, metricsText, rowsByTable } from '../support/all-that-is-kept.ts';
import { api, newSku, setting, untilEnd, untilOrder, untilStatus } from '../support/api-client.ts';
import { checkInvariants } from '../support/check-invariants.ts';
import { startOtlpCollector } from '../support/otlp-collector.ts';
import { useOwnSystem } from '../support/own-system.ts';
import { payloadKeysFile } from '../support/payload-keys.ts';
import { temporalClient } from '../support/temporal-client.ts';

/** In no word that anybody else uses. */
const MARK = 'Qvxzmark';
const CUSTOMER = `cust_${MARK}`;
const keyFile = { file: payloadKeysFile(['first']), keyId: 'first' };

const collector = await startOtlpCollector();
afterAll(() => collector.close());
useOwnSystem({
  PAYLOAD_KEYS_FILE: keyFile.file,
  PAYLOAD_KEY_ID: keyFile.keyId,
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_BSP_SCHEDULE_DELAY: '200',
  LOG_LEVEL: 'debug',
});

const said = (what: string) => `${MARK} ${what}`;
const marked = (sku: string, over: object = {}) => ({
  customerId: CUSTOMER,
  items: [{ sku, quantity: 2, priceCents: 1999 }],
  adjustments: [{ type: 'fee', amountCents: 1, description: said('fee') }],
  shipTo: { name: said('name'), line1: said('line 1'), line2: said('line 2'), city: said('city'), postalCode: said('p'), country: 'DE' },
  metadata: { email: `${MARK}@example.org` },
  ...over,
});

let ids: string[];
let held: string;
beforeAll(async () => {
  const sku = await newSku(50);
  const place = async (over: object = {}) =>
    (await api().submit(marked(sku, over), { 'idempotency-key': said('key') + JSON.stringify(over) })).body;
  const usual = await place();
  await untilEnd(usual.id);
  await api().note(usual.id, said('note'));
  await api().refund(usual.id, { amountCents: 5, reason: said('refund') }, said('refund'));
  const announced = await api().requestReturn(
    usual.id,
    { items: [{ lineId: 'line_1', quantity: 1 }], reason: said('return') },
    said('return'),
  );
  const returnId = announced.body.returns?.[0]?.returnId ?? '';
  await api().changeReturn(usual.id, returnId, 'receive', { items: [{ lineId: 'line_1', restock: 1 }] });
  await untilOrder(
    usual.id,
    ({ returns, refunds }) => returns?.[0]?.status === 'closed' && refunds.every(({ status }) => status === 'succeeded'),
  );

  const cancelled = await place({ holds: [{ reason: 'address', note: said('hold') }] });
  await untilStatus(cancelled.id, 'CONFIRMED');
  await api().cancel(cancelled.id, said('cancel'));
  const declined = await place({ payment: { token: 'tok_declined' } });
  const failing = await place({ payment: { token: 'tok_fails_3_times' } });
  ids = [usual.id, cancelled.id, declined.id, failing.id];
  for (const id of ids) await untilEnd(id);
  held = (await place({ holds: [{ reason: 'customer', note: said('hold') }] })).id;
  await untilStatus(held, 'CONFIRMED');
  await api().list({ customerId: CUSTOMER });
  await eventually(async () => collector.spans.some(({ name }) => name === 'publish orders.completed'), Boolean);
});

const tablesThatName = async () =>
  [...(await rowsByTable())]
    .filter(([, text]) => text.includes(MARK))
    .map(([name]) => name)
    .toSorted();

it('is shown by the codec server to people who look at a history', async () => {
  const { status, text } = await lookAt(ids[0] ?? '');
  expect([status, text]).toEqual([200, expect.stringContaining(said('city'))]);
  expect(filesIn('logs').includes('somebody looked at payloads')).toBe(true);
});

it('stands in no history, no visibility, no log, no metric and no trace', async () => {
  const found = {
    temporal: filesIn('temporal').includes(MARK),
    logs: filesIn('logs').includes(MARK),
    metrics: (await metricsText()).includes(MARK),
    traces: collector.bodies.some((body) => body.includes(MARK)),
  };
  expect(found).toEqual({ temporal: false, logs: false, metrics: false, traces: false });
});

it('was looked for where orders leave their traces', async () => {
  const [usual = ''] = ids;
  expect(filesIn('temporal').includes('binary/encrypted')).toBe(true);
  expect(filesIn('logs').includes(usual)).toBe(true);
  expect(collector.bodies.some((body) => body.includes(usual))).toBe(true);
  expect(await metricsText()).toContain('orders_status_changes_total');
});

it('stands where docs/privacy.md says, and nowhere else', async () => {
  expect(await tablesThatName()).toEqual(['idempotent_outcomes', 'order_events', 'orders']);
  expect(filesIn('nats').includes(MARK)).toBe(true);
});

it('is erased from what has ended, and what has not is named; then from that, too', async () => {
  const first = await erase();
  expect([first.code, first.output]).toEqual([1, expect.not.stringContaining(MARK)]);
  expect(first.said).toContain(`order ${held} is CONFIRMED`);
  for (const id of ids) expect(first.output).toContain(id);
  await api().cancel(held);
  await untilEnd(held);
  await eventually(erase, ({ code }) => code === 0);
  expect(await tablesThatName()).toEqual([]);
  expect(filesIn('nats').includes(MARK)).toBe(false);
  expect((await erase()).output).toContain('"orders":[]');
});

it('is gone from answers, and the order takes nothing more', async () => {
  const [usual = ''] = ids;
  const { body, text } = await api().order(usual);
  expect(text).not.toContain(MARK);
  expect(body).toMatchObject({ customerId: '(erased)', status: 'COMPLETED', payment: { capturedCents: 3999 } });
  const refused = await api().refund(usual, { amountCents: 1, reason: 'late' }, 'late');
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('order-erased')]);
  expect((await api().events(usual)).text).not.toContain(MARK);
  const { status, text: shown } = await lookAt(usual);
  expect([status, shown]).toEqual([200, expect.stringContaining('The customer of this order was erased.')]);
});

it('has histories that answer that it was erased, to whoever has the keys', async () => {
  const db = connectDatabase({ session: postgresSession(setting('TEST_DATABASE_URL')), poolSize: 1, name: 'test' });
  const codec = openPayloadCodec({ encryption: keyFile, temporal: { namespace: 'default' } }, db);
  const { connection, close } = await temporalClient();
  try {
    const reading = new Client({ connection, dataConverter: clientDataConverter(codec) });
    expect(await reading.workflow.result(orderWorkflowIdOf(ids[0] ?? ''))).toEqual({ erased: expect.stringContaining('erased') });
  } finally {
    await Promise.all([close(), db.close()]);
  }
});

it('leaves a system in which everything holds', async () => {
  const { code, said: report } = await checkInvariants();
  expect([code, report]).toEqual([0, expect.any(String)]);
});

/** What the codec server makes of what the order's workflow began with, as Temporal has it: its payload, read as JSON. */
async function lookAt(id: string): Promise<{ readonly status: number; readonly text: string }> {
  const { workflow, close } = await temporalClient();
  try {
    const { events } = await workflow.getHandle(orderWorkflowIdOf(id)).fetchHistory();
    const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const answer = await api().call<CodecBody>('POST', '/codec/decode', asJson(payloads), { 'x-namespace': 'default' });
    return { status: answer.status, text: Buffer.from(answer.body.payloads[0]?.data ?? '', 'base64').toString() };
  } finally {
    await close();
  }
}

interface CodecBody {
  readonly payloads: readonly { readonly data: string }[];
}

const asJson = (payloads: readonly Payload[]) => proto.temporal.api.common.v1.Payloads.fromObject({ payloads }).toJSON();

/** As an operator does it, who owns the tables. */
const erase = () =>
  runScript('tools/customer-erase.ts', ['--customer', CUSTOMER], {
    ...process.env,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    NATS_URL: setting('TEST_NATS_URL'),
  });
