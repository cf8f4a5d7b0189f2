import type { Stripe } from 'stripe';
import type { ProviderCapture } from '../../domain/ports/payment-provider.ts';

// Stripe keeps the sum of an intent's captures and not the captures: each is noted in the intent's metadata by the request that makes it.

type Noted = Pick<Stripe.PaymentIntent, 'metadata'>;

const CAPTURE = 'capture_';
const DECLINES = 'declines_';
/** A name in metadata has 40 characters at most; the captures of one intent differ at their ends. */
const nameOf = (kind: string, captureId: string) => kind + captureId.slice(-30);

export function captureNote({ captureId, amountCents }: ProviderCapture): Stripe.MetadataParam {
  return { [nameOf(CAPTURE, captureId)]: `${amountCents} ${captureId}` };
}

export function capturesIn({ metadata }: Noted): ProviderCapture[] {
  const notes = Object.entries(metadata).filter(([name]) => name.startsWith(CAPTURE));
  return notes.map(([, note]) => {
    const [cents, ...captureId] = note.split(' ');
    return { captureId: captureId.join(' '), amountCents: Number(cents) };
  });
}

export function declineNote(intent: Noted, captureId: string): Stripe.MetadataParam {
  return { [nameOf(DECLINES, captureId)]: declinesIn(intent, captureId) + 1 };
}

/** How often Stripe has refused this capture. */
export function declinesIn({ metadata }: Noted, captureId: string): number {
  return Number(metadata[nameOf(DECLINES, captureId)] ?? 0);
}
