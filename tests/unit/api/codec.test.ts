import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { DataKeys } from '../../../adapters/encryption/data-keys.ts';
import { openKeyFile } from '../../../adapters/encryption/key-file.ts';
import { createAccessTokens } from '../../../adapters/oidc/access-tokens.ts';
import { createHistoryPayloads } from '../../../adapters/temporal/history-payloads.ts';
import { createPayloadCodec, ERASED } from '../../../adapters/temporal/payload-codec.ts';
import { tokenGate } from '../../../api/access/gate.ts';
import type { AppDependencies } from '../../../api/http/app.ts';
import { createConsoleSessions } from '../../../api/http/console/sessions.ts';
import { DependencyError } from '../../../domain/errors.ts';
import { orderWorkflowIdOf } from '../../../domain/identifiers.ts';
import type { PersonLogin } from '../../../domain/ports/person-login.ts';
import { KeptOrderKeys } from '../../support/kept-order-keys.ts';
import { payloadKeysFile } from '../../support/payload-keys.ts';
import { AUDIENCE, ISSUER, TokenIssuer, type Claims } from '../../support/token-issuer.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const UI = 'https://temporal.example';
const [A, B] = ['0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0001', '0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0002'];
const wrapper = openKeyFile({ file: payloadKeysFile(['first']), keyId: 'first' });
const namespace = 'shop';

interface PayloadJson {
  readonly metadata: Record<string, string>;
  readonly data: string;
}

let issuer: TokenIssuer;
let rows: KeptOrderKeys;
let app: Served;
beforeAll(async () => {
  issuer = await TokenIssuer.start();
});
beforeEach(() => {
  rows = new KeptOrderKeys();
});
afterEach(() => app.close());

const codecOf = (encrypts = true) => createPayloadCodec({ keys: new DataKeys(rows, wrapper, () => 0), namespace, encrypts });
const serverOf = ({ opening = wrapper, encrypts = true } = {}) => ({
  codec: { history: createHistoryPayloads({ rows, wrapper: opening, namespace, codec: codecOf(encrypts) }), namespace, pageOrigin: UI },
});

async function serve(changes: Partial<AppDependencies> = {}): Promise<void> {
  app = await serveApp({ ...serverOf(), ...changes });
  for (const id of [A, B]) app.system.put({ id });
}

const tokensOf = (tenantClaim?: string) =>
  createAccessTokens({ issuer: ISSUER, audience: AUDIENCE, tenantClaim, fetch: issuer.fetch, clock: () => 0, onOutage: () => undefined });
const closed = { host: '127.0.0.1', url: 'https://orders.example', isOpen: false };
/** With an issuer, as everywhere but on a laptop. */
const serveWithTokens = (changes: Partial<AppDependencies> = {}, tenantClaim?: string) =>
  serve({ gate: tokenGate({ tokens: tokensOf(tenantClaim), tenantClaim }), whereabouts: closed, ...changes });

const bearer = async (claims?: Claims) => ({ authorization: `Bearer ${await issuer.token(claims)}` });
const look = (payloads: unknown, headers: Record<string, string> = {}, way = 'decode') =>
  app.post(`/codec/${way}`, { payloads }, { 'x-namespace': namespace, ...headers });

const jsonOf = ({ metadata, data }: Payload): PayloadJson => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])),
  data: Buffer.from(data ?? []).toString('base64'),
});
const plainOf = (value: unknown) => jsonOf(defaultPayloadConverter.toPayload(value));
/** As Temporal keeps it. */
async function inWorkflow(workflowId: string, value: unknown): Promise<PayloadJson> {
  const [sent] = await codecOf().encode([defaultPayloadConverter.toPayload(value)], { type: 'workflow', namespace, workflowId });
  return jsonOf(sent ?? {});
}
const inOrder = (orderId: string, value: unknown) => inWorkflow(orderWorkflowIdOf(orderId), value);

const away = async () => Promise.reject(new DependencyError('postgres', 'away'));
const payloadsIn = async (answer: Response) => ((await answer.json()) as { payloads: PayloadJson[] }).payloads;
const valueOf = ({ data }: PayloadJson): unknown => JSON.parse(Buffer.from(data, 'base64').toString());
const audits = () =>
  app.logLines
    .filter(({ audit }) => audit === 'codec')
    .map(({ subject, namespace, orders, withheld, payloads, decrypted, erased, outcome }) => {
      return { subject, namespace, orders, withheld, payloads, decrypted, erased, outcome };
    });
const refusal = (outcome: string, subject?: string) => expect.objectContaining({ subject, outcome, orders: undefined });

describe('an operator who looks at payloads', () => {
  it('is shown what they held, and gets back as it came what cannot be decrypted, and one line tells of it, without content', async () => {
    await serveWithTokens();
    const ada = await inOrder(A, { name: 'Ada' });
    const unreadable = [
      plainOf('a reason typed at a CLI'),
      { ...ada, data: plainOf('not what was encrypted').data },
      await inOrder('0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0003', 'of an order that is nowhere'),
      { ...ada, metadata: { ...ada.metadata, order: Buffer.from("x'; --").toString('base64') } },
      { externalPayloads: [{ sizeBytes: '12' }] },
    ];
    const answer = await look([ada, ...unreadable], await bearer({ sub: 'grace' }));
    const [shown = plainOf(''), ...rest] = await payloadsIn(answer);
    expect([answer.status, valueOf(shown), rest]).toEqual([200, { name: 'Ada' }, unreadable]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const withheld = ['0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f0003'];
    expect(audits()).toEqual([
      { subject: 'grace', namespace, orders: [A], withheld, payloads: 6, decrypted: 1, erased: 0, outcome: 'answered' },
    ]);
    expect(JSON.stringify(app.logLines)).not.toContain('Ada');
  });

  it('is told at once that a customer was erased, although the payload was shown a moment ago', async () => {
    await serveWithTokens();
    const ada = await inOrder(A, 'Ada');
    const [before = plainOf('')] = await payloadsIn(await look([ada], await bearer()));
    rows.rows.set(A, 'erased');
    const [after = plainOf('')] = await payloadsIn(await look([ada], await bearer()));
    expect([valueOf(before), valueOf(after)]).toEqual(['Ada', ERASED]);
    expect(audits().map(({ decrypted, erased }) => [decrypted, erased])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('costs a statement for the key of each order, however many payloads there are', async () => {
    await serveWithTokens();
    const payloads = [await inOrder(A, 1), await inOrder(A, 2), await inOrder(B, 3)];
    const before = rows.calls;
    await look(payloads, await bearer());
    expect(rows.calls - before).toBe(2);
  });

  it('gets the ciphertext where the key that wrapped the order’s is in the file no more', async () => {
    await serveWithTokens(serverOf({ opening: openKeyFile({ file: payloadKeysFile(['second']) }) }));
    const ada = await inOrder(A, 'Ada');
    expect(await payloadsIn(await look([ada], await bearer()))).toEqual([ada]);
  });

  it.each([
    ['the keys cannot be read', () => (rows.find = away), wrapper],
    ['what wraps them does not answer', () => undefined, { ...wrapper, unwrap: away }],
  ])('is asked to come back while %s', async (_what, breakIt, opening) => {
    await serveWithTokens(serverOf({ opening }));
    const ada = await inOrder(A, 'Ada');
    breakIt();
    const answer = await look([ada], await bearer({ sub: 'grace' }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(audits()).toEqual([refusal('dependency-unavailable', 'grace')]);
  });

  it('looks at no more than ten orders at once', async () => {
    await serveWithTokens();
    const ids = Array.from({ length: 11 }, (_, index) => `0b8a1c62-6c38-4a5e-9b0e-7a8d5a1f01${String(index).padStart(2, '0')}`);
    const answer = await look(await Promise.all(ids.map((id) => inOrder(id, id))), await bearer());
    expect(await problemOf(answer)).toMatchObject({ status: 422, errors: [{ pointer: '/payloads' }] });
  });

  it('is served whatever a newer UI adds to the address', async () => {
    await serveWithTokens();
    const headers = { 'x-namespace': namespace, ...(await bearer()) };
    expect((await app.post('/codec/decode?preserveStorageRefs=true', { payloads: [] }, headers)).status).toBe(200);
  });
});

describe('who sends something to a workflow from the UI', () => {
  it('has it encrypted', async () => {
    await serveWithTokens();
    const typed = plainOf({ reason: 'Ada moved' });
    const answer = await look([typed], await bearer({ sub: 'grace' }), 'encode');
    const [sent = typed] = await payloadsIn(answer);
    expect([Buffer.from(sent.metadata['encoding'] ?? '', 'base64').toString(), sent.data]).toEqual([
      'binary/encrypted',
      expect.any(String),
    ]);
    expect(valueOf((await payloadsIn(await look([sent], await bearer())))[0] ?? sent)).toEqual({ reason: 'Ada moved' });
    expect(audits()[0]).toMatchObject({ subject: 'grace', payloads: 1, outcome: 'answered' });
  });

  it('gets it back as it is where nothing is encrypted', async () => {
    await serveWithTokens(serverOf({ encrypts: false }));
    expect(await payloadsIn(await look([plainOf('x')], await bearer(), 'encode'))).toEqual([plainOf('x')]);
  });

  it('is refused without a token', async () => {
    await serveWithTokens();
    expect((await look([plainOf('x')], {}, 'encode')).status).toBe(401);
  });
});

describe('a look that is refused, in words and with a line', () => {
  const asked = async (headers: Record<string, string>, body: unknown = { payloads: [] }) => app.post('/codec/decode', body, headers);

  it.each([
    ['without a token', 401, 'unauthenticated', async () => ({ 'x-namespace': namespace }), undefined],
    ['with a forged token', 401, 'invalid-token', async () => ({ authorization: 'Bearer a.b.c' }), undefined],
    ['without the scope', 403, 'forbidden', () => bearer({ sub: 'viewer', scope: 'orders:read orders:write' }), 'viewer'],
    ['without a namespace', 400, 'malformed-request', () => bearer(), 'storefront'],
    ['with a namespace that has no name', 400, 'malformed-request', async () => ({ ...(await bearer()), 'x-namespace': '' }), 'storefront'],
    ['of another namespace', 403, 'foreign-namespace', async () => ({ ...(await bearer()), 'x-namespace': 'other' }), 'storefront'],
  ] as const)('%s', async (_how, status, outcome, headersOf, subject) => {
    await serveWithTokens();
    const headers = await headersOf();
    const answer = await asked(headers);
    expect(await problemOf(answer)).toMatchObject({ status, type: expect.stringMatching(`/problems/${outcome}$`) });
    const named = { 'x-namespace': '', ...headers }['x-namespace'];
    expect(audits()).toEqual([expect.objectContaining({ subject, outcome, namespace: named })]);
  });

  it.each([
    ['a body that is none', 400, '{'],
    ['payloads that are none', 422, { payloads: 'x' }],
    ['bytes that are none', 422, { payloads: [{ data: 1 }] }],
    ['too much at once', 413, { payloads: [{ data: 'x'.repeat(300_000) }] }],
  ])('because of %s', async (_what, status, body) => {
    await serveWithTokens();
    const headers = { 'x-namespace': namespace, ...(await bearer()) };
    expect((await asked(headers, body)).status).toBe(status);
    expect(audits()).toHaveLength(1);
  });

  it('by another method, or where nothing that is encrypted can be read', async () => {
    await serveWithTokens();
    expect((await app.fetch('/codec/decode', { headers: await bearer() })).status).toBe(405);
    await app.close();
    await serveWithTokens({ codec: undefined });
    expect((await look([], await bearer())).status).toBe(404);
  });
});

describe('where there are tenants', () => {
  it('an operator of one is shown nothing of another’s, nor what is of no order', async () => {
    await serveWithTokens({}, 'tenant');
    app.system.put({ id: A, tenant: 'acme' });
    app.system.put({ id: B, tenant: 'bolt' });
    const [own, others, ofNone] = [
      await inOrder(A, 'own'),
      await inOrder(B, 'other'),
      await inWorkflow('reconcile-orders', { looked: [B] }),
    ];
    const [shown = own, ...rest] = await payloadsIn(await look([own, others, ofNone], await bearer({ tenant: 'acme' })));
    expect([valueOf(shown), rest]).toEqual(['own', [others, ofNone]]);
    expect(audits()).toMatchObject([{ orders: [A], withheld: [B, 'none'], decrypted: 1 }]);
  });

  it('without them what is of no order is shown, too', async () => {
    await serveWithTokens();
    const [shown = plainOf('')] = await payloadsIn(await look([await inWorkflow('reconcile-orders', { looked: 3 })], await bearer()));
    expect(valueOf(shown)).toEqual({ looked: 3 });
  });
});

describe('a page of Temporal’s UI', () => {
  const nobody = {} as PersonLogin;
  const sessionsOf = () => createConsoleSessions({ login: nobody, tokens: tokensOf(), secret: 'a secret of all APIs, long enough' });
  const cookieOf = async (sessions: ReturnType<typeof sessionsOf>) =>
    sessions.session
      .write({ name: 'Grace', accessToken: await issuer.token({ sub: 'grace' }), refreshToken: undefined })
      .map((line) => line.split(';')[0])
      .join('; ');

  it('acts for whoever is logged in to the console; no other page does, nor a request that says of no page', async () => {
    const sessions = sessionsOf();
    await serveWithTokens({ sessions });
    const cookie = await cookieOf(sessions);
    const ada = await inOrder(A, 'Ada');
    const statuses: number[] = [];
    for (const origin of [UI, 'https://evil.example', `${UI}.evil.example`, 'null', undefined])
      statuses.push((await look([ada], { cookie, ...(origin !== undefined && { origin }) })).status);
    expect(statuses).toEqual([200, 401, 401, 401, 401]);
    expect(audits()[0]).toMatchObject({ subject: 'grace', orders: [A] });
    // Elsewhere it has no session.
    expect((await app.fetch('/orders', { headers: { cookie, origin: UI } })).status).toBe(401);
  });

  it('is let through by browsers, with cookies and what it sends, and no page of another origin is', async () => {
    await serveWithTokens();
    const ask = (origin: string) =>
      app.fetch('/codec/decode', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-namespace' },
      });
    const allowed = await ask(UI);
    expect([allowed.status, corsOf(allowed)]).toEqual([
      204,
      {
        'access-control-allow-origin': UI,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Authorization, Authorization-Extras, Content-Type, X-Namespace',
        'access-control-max-age': '600',
      },
    ]);
    for (const origin of ['https://evil.example', 'http://temporal.example', `${UI}:8443`]) expect(corsOf(await ask(origin))).toEqual({});
    expect(allowed.headers.get('vary')).toBe('Origin');
  });

  it('may read why it was refused', async () => {
    await serveWithTokens();
    const refused = await look([], { origin: UI });
    expect([refused.status, corsOf(refused)]).toEqual([
      401,
      { 'access-control-allow-origin': UI, 'access-control-allow-credentials': 'true' },
    ]);
  });

  it('of an API that asks nobody who they are needs no login, and any other page is refused', async () => {
    await serve();
    const page = (origin: string) => ({ origin, 'sec-fetch-site': 'same-site' });
    const ada = await inOrder(A, 'Ada');
    expect((await look([ada], page(UI))).status).toBe(200);
    const refused = await look([ada], page('http://127.0.0.1:9999'));
    expect(await problemOf(refused)).toMatchObject({ status: 403, type: expect.stringMatching(/foreign-page$/) });
    expect(audits().map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['anonymous', 'answered'],
      [undefined, 'foreign-page'],
    ]);
  });

  it('is none where nobody said where the UI is', async () => {
    await serveWithTokens({ codec: { ...serverOf().codec, pageOrigin: undefined } });
    expect(corsOf(await look([], { origin: UI, ...(await bearer()) }))).toEqual({});
  });
});

const corsOf = ({ headers }: Response) => Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
