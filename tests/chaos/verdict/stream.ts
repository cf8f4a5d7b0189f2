import type { Evidence, History, Message, Violation } from './evidence.ts';

/** The stream has each committed event, nothing else, and no first appearance before that of the event before. */
export function streamAgrees({ histories, messages }: Evidence): Generator<Violation> {
  return everyEventInOrder('the stream has every event, in order', histories, messages);
}

/** So does whoever follows the events over HTTP, through all that happens. */
export function followerAgrees({ histories, heard }: Evidence): Generator<Violation> {
  return everyEventInOrder('who follows hears every event, in order', histories, heard);
}

function* everyEventInOrder(check: string, histories: readonly History[], messages: readonly Message[]): Generator<Violation> {
  const firsts = new Map<string, number[]>();
  for (const { orderId, sequence } of messages) {
    const seen = firsts.get(orderId) ?? [];
    if (!seen.includes(sequence)) firsts.set(orderId, [...seen, sequence]);
  }
  for (const { id: orderId, script, events } of histories) {
    const committed = events.map(({ sequence }) => sequence).join(' ');
    const told = firsts.get(orderId)?.join(' ') ?? '';
    firsts.delete(orderId);
    if (told !== committed) yield { check, script, orderId, says: `committed were ${committed}; told were ${told || 'none'}` };
  }
  for (const orderId of firsts.keys()) yield { check, orderId, says: 'it tells of an order that does not exist' };
}
