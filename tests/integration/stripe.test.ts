import { createStripePayments } from '../../adapters/payment/stripe.ts';
import { describePaymentProvider } from '../contract/payment-provider.ts';
import { StripeMockApi, type SeenRequest } from '../support/stripe-mock-api.ts';
import { patientPayments } from '../support/stripe-mock-patience.ts';
import { stripeMockTest, useStripeMock } from '../support/stripe-mock-server.ts';
import { STRIPE_CONTRACT } from '../support/stripe-mock-tokens.ts';

const call = { orderId: 'o1', amountCents: 1999, currency: 'USD', token: 'pm_card_visa' };

/** Every call of the port, and every way through it that sends another request. */
async function everyRequest(): Promise<SeenRequest[]> {
  const stripe = await StripeMockApi.start();
  const payments = stripe.provider();
  await payments.authorise({ ...call, reference: 'pay_o1_1' });
  await payments.capture({ reference: 'pay_o1_1', captureId: 'cap_1', amountCents: 1999 });
  await payments.refund({ reference: 'pay_o1_1', refundId: 're_1', amountCents: 500 });
  await payments.authorise({ ...call, reference: 'pay_o5_1' });
  await payments.capture({ reference: 'pay_o5_1', captureId: 'cap_ship_o5_1', amountCents: 1000, isPart: true });
  const declined = { status: 402, body: { error: { type: 'card_error', code: 'card_declined', message: 'No.' } } };
  stripe.fail({ at: '/capture', answer: declined });
  await payments.capture({ reference: 'pay_o5_1', captureId: 'cap_ship_o5_2', amountCents: 500, isPart: true }).catch(() => undefined);
  await payments.void('pay_o5_1');
  stripe.ledger.customers.add('cus_1');
  const saved = { token: stripe.ledger.newCard(), customer: 'cus_1', setupFutureUsage: 'off_session' } as const;
  await payments.authorise({ ...call, ...saved, reference: 'pay_o4_1' });
  await payments.authorise({ ...call, ...saved, reference: 'pay_o4_2', isRenewal: true });
  await payments.authorise({ ...call, reference: 'pay_o2_1', token: 'pm_card_authenticationRequired' });
  await payments.void('pay_o2_1');
  await payments.void('pay_o3_1');
  await payments.list(new Date(0).toISOString(), 10);
  await payments.list(new Date(Date.now() + 60_000).toISOString(), 10);
  await stripe.close();
  return stripe.requests;
}

const requests = await everyRequest();
const nameOf = ({ method, path, params }: SeenRequest) => {
  const names = Object.keys(params).map((param) => param.replace(/\[\d+\]$/, '[]'));
  return `${method} ${path.replace(/\?.*/, '').replace(/pi_\w+/, 'pi_…')} (${[...new Set(names)].join(', ')})`;
};
const distinct = [...new Map(requests.map((request) => [nameOf(request), { name: nameOf(request), request }])).values()];

describe('the requests to Stripe', () => {
  const mockUrl = useStripeMock();
  const ask = async ({ method, path, body, key }: SeenRequest) => {
    const headers = {
      authorization: 'Bearer sk_test_123',
      'content-type': 'application/x-www-form-urlencoded',
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const response = await fetch(mockUrl() + path, { method, headers, ...(method === 'POST' && { body }) });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };

  stripeMockTest.each(distinct)('are what its description of the interface allows: $name', async ({ request }) => {
    const { status, answer } = await ask(request);
    expect({ status, error: answer['error'] }).toEqual({ status: 200, error: undefined });
  });

  stripeMockTest.each(distinct)('are answered by our own stand-in with nothing that Stripe would not say: $name', async ({ request }) => {
    const { answer } = await ask(request);
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(Object.keys(request.answer.body)));
  });

  stripeMockTest('are checked at all: one that is not allowed is refused', async () => {
    const [open] = requests;
    if (!open) throw new Error('there is no request');
    expect((await ask({ ...open, body: `${open.body}&colour=blue` })).status).toBe(400);
  });
});

// STRIPE_TEST_KEY=sk_test_… npm test integration -- tests/integration/stripe --testTimeout=180000
const secretKey = process.env['STRIPE_TEST_KEY'] ?? '';
if (/^[sr]k_test_/.test(secretKey)) {
  const payments = createStripePayments({ secretKey, returnUrl: 'https://shop.example/thanks/{orderId}' });
  describePaymentProvider('stripe, in test mode', () => patientPayments(payments), STRIPE_CONTRACT);
} else {
  process.stdout.write('STRIPE_TEST_KEY is not set: the contract is not run against Stripe itself\n');
}
