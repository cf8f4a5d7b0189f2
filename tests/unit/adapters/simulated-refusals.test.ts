import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NotNowError } from '../../../adapters/not-now-error.ts';
import { createSimulatedPayments } from '../../../adapters/payment/simulated.ts';
import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';

const reference = 'pay_o1_1';
let server: Server;
let payments: PaymentProvider;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'invalid_request', message: 'Not so.' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  payments = createSimulatedPayments({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'k' });
});
afterAll(() => server.close());

describe('a refusal of the simulated payment provider that nobody counted with', () => {
  it.each([
    ['PAYMENT_DECLINED', () => payments.authorise({ reference, orderId: 'o1', amountCents: 1, currency: 'USD', token: 'tok_ok' })],
    ['CAPTURE_DECLINED', () => payments.capture({ reference, captureId: 'c1', amountCents: 1 })],
    ['REFUND_DECLINED', () => payments.refund({ reference, refundId: 'r1', amountCents: 1 })],
  ])('ends the step as %s, in its words', async (code, call) => {
    await expect(call()).rejects.toMatchObject({ code, message: 'Not so.' });
  });

  it.each([
    ['void', () => payments.void(reference)],
    ['find', () => payments.find(reference)],
  ])('is tried again and no outage where %s has no word for it', async (_call, call) => {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotNowError);
    expect(error).toMatchObject({ message: expect.stringContaining('Not so.') });
  });
});
