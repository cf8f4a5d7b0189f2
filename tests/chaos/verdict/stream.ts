import type { Evidence, Violation } from './evidence.ts';

/** The stream has each committed event, nothing else, and no first appearance before that of the event before. */
export function* streamAgrees({ histories, messages }: Evidence): Generator<Violation> {
  const check = 'the stream has every event, in order';
  const firsts = new Map<string, number[]>();
  for (const { orderId, sequence } of messages) {
    const seen = firsts.get(orderId) ?? [];
    if (!seen.includes(sequence)) firsts.set(orderId, [...seen, sequence]);
  }
  for (const { id: orderId, script, events } of histories) {
    const committed = events.map(({ sequence }) => sequence).join(' ');
    const sent = firsts.get(orderId)?.join(' ') ?? '';
    firsts.delete(orderId);
    if (sent !== committed) yield { check, script, orderId, says: `committed were ${committed}; the stream has ${sent || 'none'}` };
  }
  for (const orderId of firsts.keys()) yield { check, orderId, says: 'the stream tells of an order that does not exist' };
}
