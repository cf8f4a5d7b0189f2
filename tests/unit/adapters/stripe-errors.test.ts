import { connectStripe, inOneCall, type StripeCall } from '../../../adapters/payment/stripe-client.ts';
import { createStripePayments } from '../../../adapters/payment/stripe.ts';
import { NotNowError } from '../../../adapters/not-now-error.ts';
import { DependencyError } from '../../../domain/errors.ts';
import { StripeMockApi } from '../../support/stripe-mock-api.ts';

let stripe: StripeMockApi;
beforeEach(async () => {
  stripe = await StripeMockApi.start();
});
afterEach(() => stripe.close());

const failing = async (status: number, error: object, headers: Record<string, string> = {}) => {
  stripe.fail({ at: 'GET /v1/charges', answer: { status, body: { error: { message: 'Stripe says no.', ...error } }, headers } });
  return stripe
    .provider()
    .find('pay_o1_1')
    .catch((error: unknown) => error);
};

describe('an error of Stripe', () => {
  it.each([
    [500, { type: 'api_error' }],
    [503, { type: 'api_error' }],
    [429, { type: 'invalid_request_error', code: 'rate_limit' }],
  ])('is tried again when it is %i %j, and names the request', async (status, error) => {
    const thrown = await failing(status, error);
    expect(thrown).toBeInstanceOf(DependencyError);
    expect(thrown).not.toBeInstanceOf(NotNowError);
    expect(thrown).toMatchObject({ dependency: 'payment provider', message: 'Stripe says no. (request req_1)', retryAfterMs: undefined });
  });

  it.each([
    [429, { type: 'invalid_request_error', code: 'lock_timeout' }],
    [409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }],
    [400, { type: 'invalid_request_error', code: 'balance_insufficient' }],
  ])('is tried again, and no outage, when it is %i %j', async (status, error) => {
    expect(await failing(status, error)).toBeInstanceOf(NotNowError);
  });

  it.each([401, 403])('names the key that an operator has to mend when it is %i', async (status) => {
    const thrown = await failing(status, { type: 'invalid_request_error' });
    expect(thrown).toBeInstanceOf(DependencyError);
    expect(thrown).toMatchObject({ message: expect.stringContaining('STRIPE_SECRET_KEY') });
  });

  it('says how long Stripe asked to be left alone', async () => {
    expect(await failing(429, { type: 'rate_limit_error' }, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7000 });
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfterMs } = (await failing(503, { type: 'api_error' }, { 'retry-after': date })) as DependencyError;
    expect(Math.abs(Number(retryAfterMs) - 60_000)).toBeLessThan(5000);
  });

  it.each([
    [400, { type: 'invalid_request_error', code: 'parameter_unknown', param: 'colour' }],
    [400, { type: 'idempotency_error' }],
    [404, { type: 'invalid_request_error', code: 'resource_missing' }],
  ])('is an answer and no outage, told in the words of Stripe, when it is %i %j', async (status, error) => {
    const thrown = await failing(status, error);
    expect(thrown).toBeInstanceOf(NotNowError);
    expect(thrown).toMatchObject({ message: 'Stripe refuses what it was asked: Stripe says no. (request req_1)' });
  });

  it('is tried again when Stripe cannot be reached, once the library has knocked a second time', async () => {
    const payments = createStripePayments({ secretKey: 'sk_test_123', apiUrl: 'http://127.0.0.1:9', returnUrl: 'https://shop.example' });
    await expect(payments.find('pay_o1_1')).rejects.toBeInstanceOf(DependencyError);
    for (const _ of ['first', 'second']) stripe.fail({ at: 'GET /v1/charges' });
    await expect(stripe.provider().find('pay_o1_1')).rejects.toBeInstanceOf(DependencyError);
  });

  it('is that no answer came in the time that is left of the call', async () => {
    const client = connectStripe({ secretKey: 'sk_test_123', apiUrl: stripe.url });
    const twoRequests = async ({ stripe: { charges }, rest }: StripeCall) => {
      await charges.list({}, rest());
      return charges.list({}, rest());
    };
    const startedAt = performance.now();
    stripe.fail({ at: 'GET /v1/charges', answer: { status: 200, body: { data: [] } } });
    stripe.fail({ at: 'GET /v1/charges', hangs: true });
    await expect(inOneCall(client, twoRequests, 300)).rejects.toBeInstanceOf(DependencyError);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await expect(inOneCall(client, twoRequests, 0)).rejects.toThrow('within 0 s');
  });
});
