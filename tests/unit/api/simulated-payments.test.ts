import type { ProviderPayment } from '../../../domain/ports.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const waiting: ProviderPayment = { status: 'requires_action', authorisedCents: 0, capturedCents: 0, refundedCents: 0 };
const decisions: string[][] = [];
const simulatedPayments = {
  find: async (reference: string) => (reference === 'pay-1' ? waiting : undefined),
  settle: async (reference: string, decision: 'approve' | 'decline') => {
    decisions.push([reference, decision]);
    return true;
  },
};

let app: Served;
beforeEach(async () => {
  decisions.length = 0;
  app = await serveApp({ simulatedPayments });
});
afterEach(() => app.close());

const decide = (decision: string) =>
  app.fetch('/simulated-payments/pay-1', {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

describe('/simulated-payments/{reference}', () => {
  it('is a page that asks for a decision and runs no script', async () => {
    const page = await app.fetch('/simulated-payments/pay-1');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toMatch(/pay-1[\s\S]*Approve[\s\S]*Decline/);
  });

  it.each(['approve', 'decline'])('hands %s on and leads back to the page', async (decision) => {
    const response = await decide(decision);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/simulated-payments/pay-1']);
    expect(decisions).toEqual([['pay-1', decision]]);
  });

  it('takes no other decision', async () => {
    expect((await decide('maybe')).status).toBe(422);
  });

  it.each(['pay-2', '%3Cscript%3E', '%00'])('has no page for %s', async (reference) => {
    expect((await app.fetch(`/simulated-payments/${reference}`)).status).toBe(404);
  });

  it('is not there with another provider', async () => {
    const other = await serveApp();
    expect((await other.fetch('/simulated-payments/pay-1')).status).toBe(404);
    await other.close();
  });
});
