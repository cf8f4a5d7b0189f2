import { SUBSCRIBED } from '../subscriber.ts';
import type { Evidence, History, Message, Violation } from './evidence.ts';

/** The stream has each committed event, nothing else, and no first appearance before that of the event before. */
export function streamAgrees({ histories, messages }: Evidence): Generator<Violation> {
  return everyEventInOrder('the stream has every event, in order', histories, firstAppearances(messages));
}

/** So does whoever follows the events over HTTP, through all that happens. */
export function followerAgrees({ histories, heard }: Evidence): Generator<Violation> {
  return everyEventInOrder('who follows hears every event, in order', histories, firstAppearances(heard));
}

/** Whoever follows orders over gRPC hears each event once besides. */
export function watcherAgrees({ scripts, histories, watched }: Evidence): Generator<Violation> {
  const onGrpc = new Set(scripts.filter(({ transport }) => transport === 'grpc').map(({ number }) => number));
  const own = histories.filter(({ script }) => onGrpc.has(script));
  return everyEventInOrder('who watches orders sees every event once, in order', own, watched);
}

/** Whoever has webhooks sent gets each event that they asked for; in which order is not promised. */
export function subscriberAgrees({ histories, delivered }: Evidence): Generator<Violation> {
  const wanted = histories.map((history) => ({ ...history, events: history.events.filter(({ type }) => SUBSCRIBED.has(type)) }));
  const inOrder = delivered.toSorted((one, other) => one.sequence - other.sequence);
  return everyEventInOrder('who has webhooks sent gets each event once by its webhook-id', wanted, inOrder);
}

function firstAppearances(messages: readonly Message[]): Message[] {
  const seen = new Set<string>();
  return messages.filter(({ orderId, sequence }) => seen.size < seen.add(`${orderId}:${sequence}`).size);
}

function* everyEventInOrder(check: string, histories: readonly History[], messages: readonly Message[]): Generator<Violation> {
  const toldOf = Map.groupBy(messages, ({ orderId }) => orderId);
  for (const { id: orderId, script, events } of histories) {
    const committed = events.map(({ sequence }) => sequence).join(' ');
    const told = (toldOf.get(orderId) ?? []).map(({ sequence }) => sequence).join(' ');
    toldOf.delete(orderId);
    if (told !== committed) yield { check, script, orderId, says: `committed were ${committed || 'none'}; told were ${told || 'none'}` };
  }
  for (const orderId of toldOf.keys()) yield { check, orderId, says: 'it tells of an order that does not exist' };
}
