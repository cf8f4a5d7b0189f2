import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { openKeyFile, type KeyFile } from '../../adapters/encryption/key-file.ts';
import { clientDataConverter } from '../../adapters/temporal/data-converter.ts';
import { createOrderWorkflows } from '../../adapters/temporal/order-workflows.ts';
import { openPayloadCodec } from '../../adapters/temporal/open-payload-codec.ts';
import { openSession } from '../../platform/postgres-session.ts';
import { rewrapKeys } from '../../tools/keys/rewrap-keys.ts';
import { cancelOrder } from '../../workflows/messages.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause } from '../support/orders.ts';
import { payloadKeysFile } from '../support/payload-keys.ts';
import { startDevServer } from '../support/workflow-dev-server.ts';
import type { Lab } from '../support/workflow-lab.ts';
import type { Run } from '../support/workflow-run.ts';

const MARK = 'Zaphod';
const keyFile = { file: payloadKeysFile(['first']), keyId: 'first' };

let database: FreshDatabase;
let server: Awaited<ReturnType<typeof startDevServer>>;
let lab: Lab;

/** Each stands for a process. */
const codecOfProcess = (encryption: KeyFile = keyFile) => openPayloadCodec({ encryption, temporal: { namespace: 'default' } }, database.db);

beforeAll(async () => {
  database = await freshDatabase();
  server = await startDevServer(codecOfProcess());
  lab = server.openLab();
  lab.codec = codecOfProcess();
  await lab.startWorker();
});
afterAll(async () => {
  await lab.stopWorkers();
  await server.close();
  await database.drop();
});

const ofMarked = () =>
  lab.prepare({ shipTo: { name: MARK, line1: MARK, city: MARK, postalCode: '1', country: 'GB' }, metadata: { note: MARK } });

/** As the server keeps it. */
async function historyText({ handle }: Run): Promise<string> {
  return Buffer.from(proto.temporal.api.history.v1.History.encode(await handle.fetchHistory()).finish()).toString('latin1');
}

async function rawEvents({ handle }: Run) {
  return (await handle.fetchHistory()).events ?? [];
}

/** A client that knows no key, such as a Temporal CLI's. */
const keyless = () => new Client({ connection: lab.env.connection });

test('an order shows nothing of its customer in its history, failures included, and replays where its key was never used', async () => {
  const run = ofMarked();
  run.world.faults.fail('payments.authorise', { times: 2 });
  await run.start();
  await run.isBooked();
  await run.cancel(`${MARK} says so`);
  expect(await run.end()).toBe('CANCELED');
  const text = await historyText(run);
  expect(text).not.toMatch(new RegExp(`${MARK}|was told to fail`));
  expect(text).toContain('binary/encrypted');
  expect(text).toContain('Encoded failure');
  await lab.stopWorkers();
  lab.codec = codecOfProcess();
  await lab.startWorker();
  expect(await run.details()).toBeTruthy();
});

test('while encryption is rolled out an order is begun in plain, and what is encrypted is read by who does not encrypt yet', async () => {
  const run = ofMarked();
  const { taskQueue, settings } = lab;
  const codec = codecOfProcess({ file: keyFile.file });
  const reading = new Client({ connection: lab.env.connection, dataConverter: clientDataConverter(codec) });
  await createOrderWorkflows({ client: reading, taskQueue, settings }).start(run.order, cause, AbortSignal.timeout(60_000));
  expect(await run.completes()).toBe('COMPLETED');
  const text = await historyText(run);
  expect(text).toContain(MARK);
  expect(text).toContain('binary/encrypted');
  expect(await reading.workflow.result(run.handle.workflowId)).toEqual({ status: 'COMPLETED' });
});

test('a signal out of one order that is pasted into another tells nothing there, and holds nothing up', async () => {
  const [one, other] = [ofMarked(), ofMarked()];
  await Promise.all([one.start(), other.start()]);
  await Promise.all([one.isBooked(), other.isBooked()]);
  await one.signalCancel('said in confidence');
  expect(await one.end()).toBe('CANCELED');
  expect(reasonOf(one)).toContain('said in confidence');
  const told = (await rawEvents(one)).find(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === cancelOrder.name,
  );
  const [payload = {}] = told?.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [];
  await paste(other, cancelOrder.name, payload);
  expect(await other.end()).toBe('CANCELED');
  expect(reasonOf(other)).not.toContain('said in confidence');
});

test('keys that were wrapped anew are read without the key that wrapped them before, and what was erased stays so', async () => {
  const both = openKeyFile({ file: payloadKeysFile(['first', 'second']), keyId: 'second' });
  await database.query("insert into order_keys (order_id, key_id, wrapped) values ('gone', 'first', null)");
  const client = await openSession(database.url);
  try {
    const rewrap = () => rewrapKeys(client, { wrapper: both, keyId: 'second', onProgress: () => undefined });
    expect(await rewrap()).toBeGreaterThan(3);
    expect(await rewrap()).toBe(0);
  } finally {
    await client.end();
  }
  const [erased] = await database.query("select wrapped from order_keys where order_id = 'gone'");
  expect(erased).toEqual({ wrapped: null });
  const [run] = lab.runs;
  const codec = codecOfProcess({ file: payloadKeysFile(['second']) });
  const reading = new Client({ connection: lab.env.connection, dataConverter: clientDataConverter(codec) });
  expect(await reading.workflow.result(run?.handle.workflowId ?? '')).toEqual({ status: 'CANCELED' });
});

const reasonOf = ({ world }: Run) => JSON.stringify(world.order.reason);

async function paste({ handle }: Run, signalName: string, payload: Payload): Promise<void> {
  await keyless().workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    signalName,
    input: { payloads: [payload] },
  });
}
