import { describePaymentProvider } from '../../contract/payment-provider.ts';
import { StripeMockApi } from '../../support/stripe-mock-api.ts';
import { STRIPE_CONTRACT } from '../../support/stripe-mock-tokens.ts';

let stripe: StripeMockApi;
beforeAll(async () => {
  stripe = await StripeMockApi.start();
});
afterAll(() => stripe.close());

// Lost answers, outages and late declines are in this adapter's other tests, which say at which request they happen.
describePaymentProvider('stripe, as it is documented', () => stripe.provider(), STRIPE_CONTRACT);
