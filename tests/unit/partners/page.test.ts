import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { answerErrors } from '../../../partners/http/errors.ts';
import { pageRoutes } from '../../../partners/payments/page-routes.ts';
import type { Payment } from '../../../partners/payments/payment.ts';
import { createLogger } from '../../../platform/logger.ts';

const waiting: Payment = {
  reference: 'pay-1',
  orderId: 'o',
  status: 'requires_action',
  authorisedCents: 0,
  capturedCents: 0,
  refundedCents: 0,
};
const decisions: string[][] = [];
const provider = {
  find: async (reference: string) => (reference === 'pay-1' ? waiting : undefined),
  settle: async (reference: string, decision: 'approve' | 'decline') => {
    decisions.push([reference, decision]);
    return true;
  },
};

let server: Server;
beforeEach(async () => {
  decisions.length = 0;
  const app = express()
    .use('/simulated-payments', pageRoutes(provider))
    .use(answerErrors(createLogger('partners', 'silent')));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => server.close());

const page = (reference: string, request: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/simulated-payments/${reference}`, { redirect: 'manual', ...request });
const decide = (decision: string) => page('pay-1', { method: 'POST', body: new URLSearchParams({ decision }) });

describe('the page on which a customer decides', () => {
  it('asks for a decision, runs no script and needs no key', async () => {
    const response = await page('pay-1');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toMatch(/pay-1[\s\S]*Approve[\s\S]*Decline/);
  });

  it.each(['approve', 'decline'])('hands %s on and leads back to itself', async (decision) => {
    const response = await decide(decision);
    expect([response.status, response.headers.get('location')]).toEqual([303, 'pay-1']);
    expect(decisions).toEqual([['pay-1', decision]]);
  });

  it('takes no other decision', async () => {
    expect((await decide('maybe')).status).toBe(422);
    expect(decisions).toEqual([]);
  });

  it.each(['pay-2', '%3Cscript%3E', '%00'])('is not there for %s', async (reference) => {
    expect((await page(reference)).status).toBe(404);
  });
});
