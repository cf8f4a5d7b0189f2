import { Router, urlencoded, type Request } from 'express';
import { z } from 'zod';
import { Refusal } from '../http/refusal.ts';
import { readAs } from '../http/read-request.ts';
import { PAGE_POLICY, paymentPage } from './page.ts';
import type { Payment } from './payment.ts';
import type { Provider } from './provider.ts';

/** Where the pages are below the partners' address. */
export const PAGES_PATH = '/simulated-payments';

const decided = z.object({ decision: z.enum(['approve', 'decline']) });

/** Where `nextActionUrl` leads: the customer's browser comes without a key. */
export function pageRoutes(provider: Pick<Provider, 'find' | 'settle'>): Router {
  const router = Router();
  router.get('/:reference', async (req, res) => {
    const payment = await findPayment(provider, req);
    res.set('Content-Security-Policy', PAGE_POLICY).type('html').send(paymentPage(payment));
  });
  router.post('/:reference', urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const { reference } = await findPayment(provider, req);
    await provider.settle(reference, readAs(decided, req.body).decision);
    // Relative: a proxy may have it under a path of its own.
    res.redirect(303, encodeURIComponent(reference));
  });
  return router;
}

async function findPayment(provider: Pick<Provider, 'find'>, req: Request): Promise<Payment> {
  const reference = String(req.params['reference']);
  const payment = /^[\w.:-]{1,200}$/.test(reference) ? await provider.find(reference) : undefined;
  if (!payment) throw new Refusal(404, 'not_found', 'There is no such payment.');
  return payment;
}
