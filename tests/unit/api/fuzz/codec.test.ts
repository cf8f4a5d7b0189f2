// What a stranger may send to the codec server: payloads that were changed, and bodies that are nearly right.
import { defaultPayloadConverter } from '@temporalio/common';
import { DataKeys } from '../../../../adapters/encryption/data-keys.ts';
import { openKeyFile } from '../../../../adapters/encryption/key-file.ts';
import { createHistoryPayloads } from '../../../../adapters/temporal/history-payloads.ts';
import { createPayloadCodec } from '../../../../adapters/temporal/payload-codec.ts';
import { orderWorkflowIdOf } from '../../../../domain/identifiers.ts';
import { counterexample, mutated, withOneBitTurned } from '../../../support/fuzz.ts';
import { KeptOrderKeys } from '../../../support/kept-order-keys.ts';
import { payloadKeysFile } from '../../../support/payload-keys.ts';
import { expectAnswer, expectCleanLog } from '../support/no-harm.ts';
import { serveApp, type Served } from '../support/serve-app.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const SECRET = 'sEcReT-that-nobody-sees';
const namespace = 'shop';

interface PayloadJson {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

let app: Served;
let good: PayloadJson;
beforeAll(async () => {
  const [rows, wrapper] = [new KeptOrderKeys(), openKeyFile({ file: payloadKeysFile(['first']), keyId: 'first' })];
  const codec = createPayloadCodec({ keys: new DataKeys(rows, wrapper, () => 0), namespace, encrypts: true });
  const history = createHistoryPayloads({ rows, wrapper, namespace, codec });
  app = await serveApp({ deadlineMs: 20_000, codec: { history, namespace, pageOrigin: undefined } });
  app.system.put({ id: ID });
  const context = { type: 'workflow', namespace, workflowId: orderWorkflowIdOf(ID) } as const;
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload(SECRET)], context);
  const base64 = (bytes?: Uint8Array | null) => Buffer.from(bytes ?? []).toString('base64');
  const metadata = Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]);
  good = { metadata: Object.fromEntries(metadata), data: base64(payload?.data) };
});
afterAll(() => app.close());
afterAll(() => expectCleanLog(app.logLines, SECRET));

async function decode(body: Buffer | string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-namespace': namespace };
  const answer = await app.raw({ method: 'POST', path: '/codec/decode', headers, body });
  expectAnswer({ ...answer, contentType: String(answer.headers['content-type']) });
  return answer.body;
}
/** What is encrypted, and the order that it is bound to, however they are spelled. */
const bytesOf = ({ metadata, data }: PayloadJson) => [metadata['order'] ?? '', data].map((text) => Buffer.from(text, 'base64'));
const bodyOf = (payload: object) => JSON.stringify({ payloads: [payload] });
const SHOWN = Buffer.from(JSON.stringify(SECRET)).toString('base64');

describe('a payload of an order', () => {
  it('is shown as it was encrypted', async () => {
    expect(await decode(bodyOf(good))).toContain(SHOWN);
  });

  it('comes back as it came once a bit of it has changed', async () => {
    const unread = async (bytes: Buffer) => {
      const data = bytes.toString('base64');
      expect(JSON.parse(await decode(bodyOf({ ...good, data })))).toEqual({ payloads: [{ ...good, data }] });
    };
    expect(await counterexample(withOneBitTurned(Buffer.from(good.data, 'base64')), unread)).toBeUndefined();
  });

  it('is answered, whatever becomes of it on the way, and shown to nobody who changed what it is of', async () => {
    const changed = mutated(Buffer.from(bodyOf(good)), ['null', '""', '[]', '{"payloads":', ',', '__proto__', 'b3JkZXI=']);
    const answered = async (body: Buffer) => {
      if (!(await decode(body)).includes(SHOWN)) return;
      const { payloads } = JSON.parse(body.toString()) as { payloads: PayloadJson[] };
      expect(payloads.map(bytesOf)).toContainEqual(bytesOf(good));
    };
    expect(await counterexample(changed, answered)).toBeUndefined();
  });
});
