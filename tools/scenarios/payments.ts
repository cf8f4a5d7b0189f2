import { COMPLETED, undone, type End } from './end.ts';
import type { Scenario } from './scenario.ts';
import type { PlacedOrder } from './placed-order.ts';
import { mustEqual, mustHold } from './must.ts';

const WRITTEN_OFF: End = {
  ...COMPLETED,
  captured: 'nothing',
  events: ['orders.needs_attention', 'orders.note_added', 'orders.attention_resolved'],
};

/** What a payment provider does to orders. */
export const payments: readonly Scenario[] = [
  {
    name: 'answer of the payment lost',
    description: 'The provider authorises and its answer is lost; it is asked what became of it, and nobody pays twice.',
    token: 'tok_timeout_succeeds',
    meanwhile: async (order) => mustEqual('the authorisations', (await order.atItsEnd()).payment.attempts, 1),
    ends: COMPLETED,
  },
  {
    name: 'provider away for 20 s',
    description: 'The provider answers 503 for twenty seconds; the order waits and goes on by itself.',
    token: 'tok_unavailable_20s',
    meanwhile: waitsTwentySeconds,
    isSlow: true,
    ends: COMPLETED,
  },
  {
    name: 'customer approves',
    description: 'The provider wants the customer to confirm (3-D Secure style); the customer approves on its page.',
    token: 'tok_requires_action',
    meanwhile: (order) => customerDecides(order, 'approve'),
    ends: COMPLETED,
  },
  {
    name: 'card declined',
    description: 'The provider declines the card.',
    token: 'tok_declined',
    ends: undone('REJECTED', 'payment_declined'),
  },
  {
    name: 'answer of the decline lost',
    description: 'The provider declines the card and its answer is lost; it is asked what became of it.',
    token: 'tok_timeout_fails',
    ends: undone('REJECTED', 'payment_declined'),
  },
  {
    name: 'authorisation renewed',
    description: 'The hold on the money ends soon; a new one is taken before the parcel is booked, and the old one given back.',
    token: 'tok_expires_soon',
    meanwhile: async (order) => {
      mustEqual('the authorisations', (await order.atItsEnd()).payment.attempts, 2);
    },
    ends: COMPLETED,
  },
  {
    name: 'renewal declined',
    description: 'The hold on the money ends soon and the bank gives no new one; nothing is sent that nobody pays.',
    token: 'tok_renewal_declined',
    ends: undone('CANCELED', 'payment_declined'),
  },
  {
    name: 'capture declined, written off',
    description: 'The goods have left when the capture is declined; the order is listed, a person adds a note and writes the money off.',
    token: 'tok_capture_declined',
    meanwhile: async (order) => {
      await order.reaches('DELIVERED');
      const { needsAttention, totalCents } = await order.isListed('CAPTURE_DECLINED');
      mustEqual('the choices', needsAttention?.choices, ['retry_capture', 'write_off']);
      await order.resolve('give_up', 409);
      await order.note('Goodwill, agreed by telephone.');
      const { body } = await order.resolve('write_off', 200);
      mustEqual('what still waits for a person', body.needsAttention, undefined);
      mustEqual('written off', (await order.atItsEnd()).payment.writtenOffCents, totalCents);
      // The hold on the customer's money is given back.
      const types = (await order.events()).slice(-4).map(({ type }) => type.replace('orders.', ''));
      mustEqual('the last events', types, ['note_added', 'attention_resolved', 'payment_changed', 'completed']);
    },
    ends: WRITTEN_OFF,
  },
  {
    name: 'customer declines',
    description: 'The provider wants the customer to confirm; the customer declines on its page.',
    token: 'tok_requires_action',
    meanwhile: (order) => customerDecides(order, 'decline'),
    ends: undone('REJECTED', 'payment_declined'),
  },
  {
    name: 'authorise fails three times',
    description: 'The provider answers 503 to the first three calls to authorise.',
    token: 'tok_fails_3_times',
    ends: COMPLETED,
  },
  {
    name: 'capture fails three times',
    description: 'The goods have left, and the provider answers 503 to the first three captures.',
    token: 'tok_capture_fails_3_times',
    ends: COMPLETED,
  },
];

async function waitsTwentySeconds(order: PlacedOrder): Promise<void> {
  const { createdAt } = await order.atItsEnd();
  const confirmed = (await order.events()).find(({ type }) => type === 'orders.confirmed');
  const waitedMs = Date.parse(confirmed?.at ?? createdAt) - Date.parse(createdAt);
  mustHold(waitedMs >= 20_000, `the order was confirmed after ${waitedMs} ms, while the provider was away`);
}

async function customerDecides(order: PlacedOrder, decision: 'approve' | 'decline'): Promise<void> {
  const { status, payment } = await order.asksTheCustomer();
  mustEqual('what the order waits with', [status, payment.status], ['CREATED', 'requires_action']);
  const page = payment.nextAction?.url ?? '';
  mustHold((await (await fetch(page)).text()).includes('Approve'), `${page} is no page on which a customer approves`);
  const decided = await fetch(page, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });
  mustEqual(`the answer to the customer's ${decision}`, decided.status, 303);
}
