import { NotNowError } from '../../../adapters/not-now-error.ts';
import { DependencyError } from '../../../domain/errors.ts';
import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { StripeMockApi } from '../../support/stripe-mock-api.ts';

const reference = 'pay_o1_1';
const call = { reference, orderId: 'o1', amountCents: 1999, currency: 'USD', token: 'pm_card_visa' };

let stripe: StripeMockApi;
let payments: PaymentProvider;
beforeEach(async () => {
  stripe = await StripeMockApi.start();
  payments = stripe.provider();
});
afterEach(() => stripe.close());

const steps = () => stripe.requests.map(({ method, path }) => `${method} ${path.replace(/pi_\w+/, 'pi_').replace(/\?.*/, '')}`);

describe('authorising with Stripe', () => {
  it('opens an intent, gives it its amount and confirms it, each under a key that follows from the reference', async () => {
    const payment = await payments.authorise(call);
    expect(payment).toMatchObject({ status: 'authorised', authorisedCents: 1999, capturedCents: 0, refundedCents: 0 });
    expect(steps()).toEqual([
      'POST /v1/payment_intents',
      'GET /v1/payment_intents/pi_',
      'POST /v1/payment_intents/pi_',
      'POST /v1/payment_intents/pi_/confirm',
    ]);
    const [open, , update, confirm] = stripe.requests;
    expect(open).toMatchObject({
      key: 'pay_o1_1:open',
      params: { capture_method: 'manual', 'metadata[reference]': reference, transfer_group: reference },
    });
    expect(open?.params).not.toHaveProperty('payment_method');
    expect(update?.params).toEqual({ amount: '1999', currency: 'usd', 'metadata[order_id]': 'o1' });
    expect(confirm).toMatchObject({
      key: 'pay_o1_1:authorise',
      params: { payment_method: 'pm_card_visa', return_url: 'https://shop.example/thanks/o1' },
    });
  });

  it('says until when the money is held', async () => {
    stripe.ledger.now = () => 1_800_000_000;
    const { expiresAt } = await payments.authorise(call);
    expect(expiresAt).toBe(new Date((1_800_000_000 + 7 * 86_400) * 1000).toISOString());
  });

  it.each([
    ['USD', 1999, '1999'],
    ['JPY', 500, '500'],
    ['HUF', 1045, '1045'],
    ['ISK', 5, '500'],
    ['UGX', 5, '500'],
    ['KWD', 5120, '5120'],
  ])('asks in %s for what %i of our minor units are to Stripe', async (currency, amountCents, amount) => {
    expect(await payments.authorise({ ...call, currency, amountCents })).toMatchObject({ authorisedCents: amountCents });
    expect(stripe.sent('POST', /payment_intents\/pi_\w+$/)[0]?.params).toMatchObject({ amount, currency: currency.toLowerCase() });
  });

  it.each([
    ['KWD', 5124],
    ['MGA', 1000],
  ])('declines an amount in %s (%i) that it cannot tell Stripe exactly, before anything is sent', async (currency, amountCents) => {
    await expect(payments.authorise({ ...call, currency, amountCents })).rejects.toMatchObject({ code: 'PAYMENT_DECLINED' });
    expect(stripe.requests).toEqual([]);
  });

  it.each([
    ['a payment method that Stripe does not know', { token: 'tok_ok' }],
    ['a currency that Stripe does not take', { currency: 'XXX' }],
    ['an amount above what Stripe takes', { amountCents: 100_000_000 }],
  ])('declines %s for good', async (_what, wrong) => {
    await expect(payments.authorise({ ...call, ...wrong })).rejects.toMatchObject({ code: 'PAYMENT_DECLINED' });
    expect(await payments.find(reference)).toBeUndefined();
  });

  it('remembers a decline, and never tries the card again', async () => {
    const declined = { ...call, token: 'pm_card_chargeDeclined' };
    expect(await payments.authorise(declined)).toMatchObject({ status: 'declined', authorisedCents: 0, why: 'Your card was declined.' });
    stripe.forgetKeys();
    expect(await payments.find(reference)).toMatchObject({ status: 'declined' });
    expect(stripe.sent('POST', /confirm$/)).toHaveLength(1);
  });

  it('sends the customer to the page of the bank, and knows what was decided there', async () => {
    const waiting = { status: 'requires_action', nextActionUrl: expect.stringContaining('https://hooks.stripe.com/') };
    expect(await payments.authorise({ ...call, token: 'pm_card_authenticationRequired' })).toMatchObject(waiting);
    expect(await payments.find(reference)).toMatchObject(waiting);
    stripe.ledger.settle(reference, true);
    expect(await payments.authorise({ ...call, token: 'pm_card_authenticationRequired' })).toMatchObject({ status: 'authorised' });
  });

  it('takes a failed authentication for a decline, though no charge tells of it and search lags behind', async () => {
    const ask = { ...call, token: 'pm_card_authenticationRequired' };
    await payments.authorise(ask);
    stripe.ledger.settle(reference, false);
    stripe.ledger.searchLags = true;
    expect(await payments.find(reference)).toBeUndefined();
    expect(await payments.authorise(ask)).toMatchObject({ status: 'declined' });
  });

  it('does not know the outcome while Stripe is processing the payment', async () => {
    await expect(payments.authorise({ ...call, token: 'pm_processing' })).rejects.toBeInstanceOf(NotNowError);
    await expect(payments.find(reference)).rejects.toThrow('processing');
  });

  it.each(['/v1/payment_intents', 'POST /v1/payment_intents/pi_', '/confirm'])(
    'authorises once when the answer to %s was lost',
    async (at) => {
      stripe.fail({ at, answer: { status: 500, body: { error: { type: 'api_error', message: 'lost' } } }, isDone: true });
      await expect(payments.authorise(call)).rejects.toBeInstanceOf(DependencyError);
      expect(await payments.authorise(call)).toMatchObject({ status: 'authorised', authorisedCents: 1999 });
      expect([stripe.ledger.intents.size, stripe.ledger.charges.length]).toEqual([1, 1]);
    },
  );

  it('authorises once when the connection breaks, after which the library sends the request again by itself', async () => {
    stripe.fail({ at: '/confirm', isDone: true });
    expect(await payments.authorise(call)).toMatchObject({ status: 'authorised' });
    expect(stripe.ledger.charges).toHaveLength(1);
  });

  it('charges nothing once it was voided', async () => {
    await payments.void(reference);
    expect(await payments.authorise(call)).toMatchObject({ status: 'voided', authorisedCents: 0 });
    expect(stripe.ledger.charges).toEqual([]);
  });
});

describe('a payment method that is used more than once', () => {
  const used = 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment';
  const again = { ...call, reference: 'pay_o1_2', isRenewal: true } as const;

  it('is charged again without the customer, once it is saved', async () => {
    const saved = { token: stripe.ledger.newCard({ customer: 'cus_1' }), customer: 'cus_1' };
    expect(await payments.authorise({ ...call, ...saved })).toMatchObject({ status: 'authorised' });
    expect(await payments.authorise({ ...again, ...saved })).toMatchObject({ status: 'authorised', authorisedCents: 1999 });
    const [first, second] = stripe.sent('POST', /confirm$/);
    expect(first?.params).not.toHaveProperty('off_session');
    expect(second?.params).toMatchObject({ off_session: 'true' });
  });

  it('is saved with the first payment where the customer agreed to it', async () => {
    stripe.ledger.customers.add('cus_1');
    const method = { token: stripe.ledger.newCard(), customer: 'cus_1', setupFutureUsage: 'off_session' } as const;
    await payments.authorise({ ...call, ...method });
    expect(await payments.authorise({ ...again, ...method })).toMatchObject({ status: 'authorised' });
    expect(stripe.sent('POST', /confirm$/).map(({ params }) => params['setup_future_usage'])).toEqual(['off_session', undefined]);
  });

  it('and is not saved is declined in the words of Stripe, again and again', async () => {
    const token = stripe.ledger.newCard();
    await payments.authorise({ ...call, token });
    for (const _ of ['first', 'repeated under the same key'])
      await expect(payments.authorise({ ...again, token })).rejects.toMatchObject({
        code: 'PAYMENT_DECLINED',
        message: expect.stringContaining(used),
      });
  });

  it.each([
    ['without its customer', {}, 'you must provide the customer in the request'],
    ['with another customer', { customer: 'cus_2' }, 'must be attached to the customer'],
    ['with a customer that Stripe does not know', { customer: 'cus_3' }, 'No such customer'],
  ])('is declined in the words of Stripe when it comes %s', async (_how, wrong, says) => {
    stripe.ledger.customers.add('cus_2');
    const token = stripe.ledger.newCard({ customer: 'cus_1' });
    await expect(payments.authorise({ ...call, token, ...wrong })).rejects.toMatchObject({
      code: 'PAYMENT_DECLINED',
      message: expect.stringContaining(says),
    });
  });
});

it('a request to authorise that Stripe does not understand is declined in its words', async () => {
  stripe.fail({
    at: '/confirm',
    answer: { status: 400, body: { error: { type: 'invalid_request_error', code: 'parameter_unknown', message: 'Unknown: colour' } } },
  });
  await expect(payments.authorise(call)).rejects.toMatchObject({ code: 'PAYMENT_DECLINED', message: 'Unknown: colour' });
});
