import { COMPLETED, undone, type End } from '../end.ts';
import { triedAtLeast } from '../history.ts';
import type { Kind } from '../kind.ts';
import type { Life } from '../life.ts';
import { mustAnswer, mustHold } from '../shop.ts';

const WRITTEN_OFF: End = {
  ...COMPLETED,
  captured: 'nothing',
  events: ['orders.needs_attention', 'orders.note_added', 'orders.attention_resolved'],
};

/** What a payment provider does to orders. */
export const payments: readonly Kind[] = [
  {
    name: 'answer of the payment lost',
    story: 'The provider authorises and its answer is lost; it is asked what became of it, and nobody pays twice.',
    token: 'tok_timeout_succeeds',
    meanwhile: (life) => triedAtLeast(life, 'authorisePayment', 2),
    ends: COMPLETED,
  },
  {
    name: 'provider away for 20 s',
    story: 'The provider answers 503 for twenty seconds; the order waits and goes on by itself.',
    token: 'tok_unavailable_20s',
    meanwhile: waitsTwentySeconds,
    isSlow: true,
    ends: COMPLETED,
  },
  {
    name: 'customer approves',
    story: 'The provider wants the customer to confirm (3-D Secure style); the customer approves on its page.',
    token: 'tok_requires_action',
    meanwhile: (life) => customerDecides(life, 'approve'),
    ends: COMPLETED,
  },
  {
    name: 'card declined',
    story: 'The provider declines the card.',
    token: 'tok_declined',
    ends: undone('REJECTED', 'payment_declined'),
  },
  {
    name: 'authorisation renewed',
    story: 'The hold on the money ends soon; a new one is taken before the parcel is booked, and the old one given back.',
    token: 'tok_expires_soon',
    meanwhile: async (life) => {
      const { payment } = await life.atItsEnd();
      mustHold(payment.attempts === 2, `the order counts ${payment.attempts} authorisations instead of 2`);
    },
    ends: COMPLETED,
  },
  {
    name: 'renewal declined',
    story: 'The hold on the money ends soon and the bank gives no new one; nothing is sent that nobody pays.',
    token: 'tok_renewal_declined',
    ends: undone('CANCELED', 'payment_declined'),
  },
  {
    name: 'capture declined, written off',
    story: 'The goods have left when the capture is declined; the order is listed, a person adds a note and writes the money off.',
    token: 'tok_capture_declined',
    meanwhile: async (life) => {
      await life.isListed('CAPTURE_DECLINED');
      await life.note('Goodwill, agreed by telephone.');
      await life.resolve('write_off');
    },
    ends: WRITTEN_OFF,
  },
];

/** Taken where one of the thirty cannot be. */
export const spareCustomerDeclines: Kind = {
  name: 'customer declines',
  story: 'The provider wants the customer to confirm; the customer declines on its page.',
  token: 'tok_requires_action',
  meanwhile: (life) => customerDecides(life, 'decline'),
  ends: undone('REJECTED', 'payment_declined'),
};
export const spareAuthoriseFails: Kind = {
  name: 'authorise fails three times',
  story: 'The provider answers 503 to the first three calls to authorise.',
  token: 'tok_fails_3_times',
  meanwhile: (life) => triedAtLeast(life, 'authorisePayment', 4),
  ends: COMPLETED,
};
export const spareCaptureFails: Kind = {
  name: 'capture fails three times',
  story: 'The goods have left, and the provider answers 503 to the first three captures.',
  token: 'tok_capture_fails_3_times',
  meanwhile: (life) => triedAtLeast(life, 'capturePayment', 4),
  ends: COMPLETED,
};

async function waitsTwentySeconds(life: Life): Promise<void> {
  const { createdAt } = await life.atItsEnd();
  const confirmed = (await life.world.shop.events(life.id)).find(({ type }) => type === 'orders.confirmed');
  const waitedMs = Date.parse(confirmed?.at ?? createdAt) - Date.parse(createdAt);
  mustHold(waitedMs >= 20_000, `the order was confirmed after ${waitedMs} ms, while the provider was away`);
}

async function customerDecides(life: Life, decision: 'approve' | 'decline'): Promise<void> {
  const { payment } = await life.until('sends the customer to the provider', (order) => order.payment.nextAction !== undefined);
  const page = payment.nextAction?.url ?? '';
  const { status, headers } = await fetch(page, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });
  await mustAnswer(`the customer's ${decision}`, { status, headers, body: undefined }, 303);
}
