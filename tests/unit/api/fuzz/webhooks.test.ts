// What a stranger may send in place of a partner: notifications that were changed on the way, and signatures that are nearly right.
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { createStripeWebhook } from '../../../../adapters/payment/stripe-webhook.ts';
import { counterexample, mutated, withOneBitTurned } from '../../../support/fuzz.ts';
import type { BareAnswer } from '../support/bare-answers.ts';
import { expectAnswer, expectCleanLog } from '../support/no-harm.ts';
import { CARRIER_SECRET, PAYMENT_SECRET, serveApp, type Served } from '../support/serve-app.ts';

const orderId = '00000000-0000-4000-8000-000000000001';
const STRIPE_SECRET = 'whsec_of_the_endpoint';
const nowSeconds = () => Math.floor(Date.now() / 1000);

type Signed = Readonly<Record<string, string>>;
interface Partner {
  readonly name: string;
  readonly path: string;
  readonly good: string;
  readonly sign: (body: string) => Signed;
  /** Whether a header that reads otherwise says what this one does: seconds are read up to what is no digit, and one good signature is enough. */
  readonly saysTheSame: (header: string, other: string) => boolean;
  readonly secret: string;
}

const startsAlike = (text: string, other: string) => Number.parseInt(text, 10) === Number.parseInt(other, 10);
const ofStandardWebhooks: Partner['saysTheSame'] = (header, other) => {
  if (/^\d+$/.test(header)) return startsAlike(header, other);
  const signatures = other.split(' ').map((text) => text.split(',').slice(0, 2).join());
  return header.startsWith('v1,') ? signatures.includes(header) : header === other;
};
const inStripeSignature: Partner['saysTheSame'] = (header, other) => {
  const [time = '', signature = ''] = header.split(',');
  const parts = other.split(',');
  const lastTime = parts.findLast((part) => part.startsWith('t='))?.slice(2) ?? '';
  return startsAlike(time.slice(2), lastTime) && parts.some((part) => part === signature || part.startsWith(`${signature}=`));
};

const standard = (secret: string) => (body: string) => {
  const seconds = nowSeconds();
  const signature = new Webhook(secret).sign('msg_1', new Date(seconds * 1000), body);
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
};
const ofStripe = (payload: string) => ({
  'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: STRIPE_SECRET, timestamp: nowSeconds() }),
});
const stripeObject = { id: 'pi_1', metadata: { reference: `pay_${orderId}_1`, order_id: orderId } };
const PARTNERS: readonly Partner[] = [
  {
    name: 'the carrier',
    path: '/webhooks/carrier',
    good: JSON.stringify({ reference: `${orderId}:shipment-1`, orderId, event: 'picked_up' }),
    sign: standard(CARRIER_SECRET),
    saysTheSame: ofStandardWebhooks,
    secret: CARRIER_SECRET,
  },
  {
    name: 'the payment provider',
    path: '/webhooks/payments',
    good: JSON.stringify({ reference: `pay_${orderId}_1`, orderId, event: 'payment.updated' }),
    sign: standard(PAYMENT_SECRET),
    saysTheSame: ofStandardWebhooks,
    secret: PAYMENT_SECRET,
  },
  {
    name: 'Stripe',
    path: '/webhooks/payments',
    good: JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', data: { object: stripeObject } }),
    sign: ofStripe,
    saysTheSame: inStripeSignature,
    secret: STRIPE_SECRET,
  },
];

/** Without what no client of HTTP sends, and what its servers take off. */
const asHeader = (bytes: Buffer) =>
  bytes
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '~')
    .trim();

describe.each(PARTNERS)('a webhook of $name', ({ name, path, good, sign, saysTheSame, secret }) => {
  let app: Served;
  beforeEach(async () => {
    app = await serveApp({ deadlineMs: 20_000, ...(name === 'Stripe' && { paymentWebhook: createStripeWebhook(STRIPE_SECRET) }) });
  });
  afterEach(() => app.close());
  afterEach(() => expectCleanLog(app.logLines, secret));

  async function send(body: Buffer | string, headers: Signed): Promise<BareAnswer> {
    const given = { 'content-type': 'application/json', ...headers };
    const answer = await app.raw({ method: 'POST', path, headers: given, body });
    return { ...answer, contentType: String(answer.headers['content-type']) };
  }
  async function expectRefused(body: Buffer | string, headers: Signed): Promise<void> {
    const answer = await send(body, headers);
    expectAnswer(answer);
    expect([answer.status, app.system.notifications]).toEqual([401, []]);
  }

  it('is taken as it was signed', async () => {
    expect((await send(good, sign(good))).status).toBe(204);
    expect(app.system.notifications).toHaveLength(1);
  });

  it('is refused once a bit of it has changed', async () => {
    const refused = (body: Buffer) => expectRefused(body, sign(good));
    expect(await counterexample(withOneBitTurned(Buffer.from(good)), refused)).toBeUndefined();
  });

  it('is refused once anything of it has changed', async () => {
    const changed = mutated(Buffer.from(good), ['\uFEFF', '\0', '\u00A0']).filter((body) => body.toString() !== good);
    const refused = (body: Buffer) => expectRefused(body, sign(good));
    expect(await counterexample(changed, refused)).toBeUndefined();
  });

  it('is refused once its headers say anything else', async () => {
    const headers = sign(good);
    const changed = fc.constantFrom(...Object.entries(headers)).chain(([header, value]) => {
      const otherwise = mutated(Buffer.from(value), [',', ' ', '=', 'v1', 'v0=', '-', '0', 'e3', ' v1,', ',t=']).map(asHeader);
      return otherwise.filter((text) => !saysTheSame(value, text)).map((text) => ({ ...headers, [header]: text }));
    });
    expect(await counterexample(changed, (others) => expectRefused(good, others))).toBeUndefined();
  });

  it('is answered, whatever is in it, once it is signed', async () => {
    const bodies = fc.oneof(fc.json(), fc.string(), mutated(Buffer.from(good)).map(String));
    const answered = async (body: string) => expectAnswer(await send(body, sign(body)));
    expect(await counterexample(bodies, answered)).toBeUndefined();
  });
});
