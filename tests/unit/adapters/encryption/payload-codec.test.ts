import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import { DataKeys } from '../../../../adapters/encryption/data-keys.ts';
import { openKeyFile } from '../../../../adapters/encryption/key-file.ts';
import { createPayloadCodec, ERASED } from '../../../../adapters/temporal/payload-codec.ts';
import { orderWorkflowIdOf, refundWorkflowIdOf, returnWorkflowIdOf } from '../../../../domain/identifiers.ts';
import { KeptOrderKeys } from '../../../support/kept-order-keys.ts';
import { payloadKeysFile } from '../../../support/payload-keys.ts';

const [A, B] = ['0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0001', '0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0002'];
const wrapper = openKeyFile({ file: payloadKeysFile(['first']), keyId: 'first' });
const rows = new KeptOrderKeys();
/** Each process has its own. */
const codecOf = (namespace = 'shop') => createPayloadCodec({ keys: new DataKeys(rows, wrapper, () => 0), namespace, encrypts: true });
const codec = codecOf();
const of = (workflowId: string): SerializationContext => ({ type: 'workflow', namespace: 'shop', workflowId });
const inOrder = (orderId: string) => of(orderWorkflowIdOf(orderId));
const inStep = (orderId: string): SerializationContext => ({ ...inOrder(orderId), type: 'activity', isLocal: true });

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const encode = async (value: unknown, context: SerializationContext) => (await codec.encode([payloadOf(value)], context))[0] as Payload;
const decode = async (payload: Payload, context?: SerializationContext, by = codecOf()) =>
  (await by.decode([payload], context))[0] as Payload;
const valueOf = (payload: Payload): unknown => defaultPayloadConverter.fromPayload(payload);
const textOf = (payload: Payload) => Buffer.from(payload.data ?? []).toString('latin1');

describe('a payload of an order', () => {
  it('comes back from another process, and shows nothing but its order on the way', async () => {
    const address = { name: 'Ada Lovelace', line1: '12 St James’s Square' };
    const sent = await encode(address, inOrder(A));
    expect(textOf(sent)).not.toMatch(/Ada|json/);
    expect(Buffer.from(sent.metadata?.['order'] ?? []).toString()).toBe(A);
    expect(valueOf(await decode(sent, inOrder(A)))).toEqual(address);
    expect(valueOf(await decode(sent))).toEqual(address);
  });

  it('is read in the steps, the refunds and the returns of the same order', async () => {
    const sent = await encode('scratched', inStep(A));
    for (const workflowId of [refundWorkflowIdOf(A, 're_1'), returnWorkflowIdOf(A, 'ret_1')])
      expect(valueOf(await decode(sent, of(workflowId)))).toBe('scratched');
  });

  it('that says nothing stays nothing', async () => {
    expect(valueOf(await decode(await encode(undefined, inOrder(A)), inOrder(A)))).toBeUndefined();
  });

  it('never looks the same twice', async () => {
    expect(textOf(await encode('x', inOrder(A)))).not.toBe(textOf(await encode('x', inOrder(A))));
  });

  it('costs one statement, however many there are at once', async () => {
    const before = rows.calls;
    const fresh = codecOf();
    const payloads = Array.from({ length: 5 }, () => payloadOf('x'));
    await Promise.all([fresh.encode(payloads, inOrder('of-many')), fresh.encode(payloads, inStep('of-many'))]);
    expect(rows.calls - before).toBe(1);
  });
});

const named =
  (order: string) =>
  (payload: Payload): Payload => ({ ...payload, metadata: { ...payload.metadata, order: Buffer.from(order) } });

describe('the ciphertext of one order in another order', () => {
  beforeAll(() => encode('of B', inOrder(B)));

  it.each([
    ['as it is', (payload: Payload) => payload],
    ['under the name of that order', named(B)],
    ['under the name of no order', named('none')],
    ['without a name', named('')],
  ])('is not read %s (temporalio/features#434)', async (_how, change) => {
    const pasted = change(await encode('of A', inOrder(A)));
    expect(await decode(pasted, inOrder(B))).toBe(pasted);
    expect(await decode(pasted, inStep(B))).toBe(pasted);
  });

  it('is not read where there is no order either, nor in another namespace, nor once a bit has changed', async () => {
    const sent = await encode('of A', inOrder(A));
    expect(await decode(sent, of('reconcile-orders'))).toBe(sent);
    expect(await decode(sent, inOrder(A), codecOf('another'))).toBe(sent);
    const changed = { ...sent, data: (sent.data ?? new Uint8Array()).map((byte, index) => (index === 40 ? byte ^ 1 : byte)) };
    expect(await decode(changed, inOrder(A))).toBe(changed);
  });
});

describe('a payload that is not encrypted', () => {
  it('is read as it is: from before, or from a person at a CLI', async () => {
    const plain = payloadOf({ reason: 'too late' });
    expect(await decode(plain, inOrder(A))).toBe(plain);
  });
});

describe('a process that has keys, and is not told which one encrypts', () => {
  it('reads what is encrypted, and encrypts nothing', async () => {
    const reading = createPayloadCodec({ keys: new DataKeys(rows, wrapper, () => 0), namespace: 'shop', encrypts: false });
    expect(valueOf(await decode(await encode('x', inOrder(A)), inOrder(A), reading))).toBe('x');
    const plain = payloadOf('x');
    expect(await reading.encode([plain], inOrder(A))).toEqual([plain]);
  });
});

describe('a payload of no order', () => {
  it('is encrypted too, and read by every process', async () => {
    const sent = await encode({ looked: 3 }, of('reconcile-orders-2026'));
    expect(textOf(sent)).not.toContain('looked');
    expect(valueOf(await decode(sent, of('reconcile-orders-2026')))).toEqual({ looked: 3 });
  });

  it('of which nobody says what it is of is withheld when its key is not to be had, and ends no worker', async () => {
    const away = new KeptOrderKeys();
    away.isAway = true;
    const keyless = createPayloadCodec({ keys: new DataKeys(away, wrapper, () => 0), namespace: 'shop', encrypts: true });
    const [withheld = {}] = await keyless.encode([payloadOf({ message: 'Ada was not found', stack_trace: 'at Ada' })]);
    expect(valueOf(withheld)).toEqual({ message: expect.stringContaining('not to be had'), stack_trace: '' });
    await expect(keyless.encode([payloadOf('x')], inOrder(A))).rejects.toThrow('PostgreSQL is away');
  });
});

describe('an order whose customer was erased', () => {
  it('answers that, and takes nothing more', async () => {
    const sent = await encode('Ada', inOrder('gone'));
    rows.rows.set('gone', 'erased');
    expect(valueOf(await decode(sent, inOrder('gone')))).toEqual(ERASED);
    await expect(codecOf().encode([payloadOf('more')], inOrder('gone'))).rejects.toMatchObject({ code: 'ORDER_ERASED' });
  });
});
