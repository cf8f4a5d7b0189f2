import type { IncomingMessage } from 'node:http';
import type { FeedPosition } from '../../../domain/ports/event-feed.ts';
import { malformedHeader } from '../../malformed-header.ts';
import { headerLines } from '../header.ts';

const NAME = 'Last-Event-ID';

/**
 * The sequence of the last event that a client has of an order's stream; 0 when it has none.
 * @throws DomainError MALFORMED_REQUEST
 */
export function readLastSequence(request: IncomingMessage): number {
  const [, sequence] = lastEventId(request, /^(\d{1,9})$/) ?? [];
  return Number(sequence ?? 0);
}

/**
 * Where a client has come to in the stream of all orders.
 * @throws DomainError MALFORMED_REQUEST
 */
export function readLastPosition(request: IncomingMessage): FeedPosition | undefined {
  const [, place, storedAt] = lastEventId(request, /^(\d{1,15})-(\d{1,15})$/) ?? [];
  return place === undefined ? undefined : { place: Number(place), storedAt: Number(storedAt) };
}

export function positionId({ place, storedAt }: FeedPosition): string {
  return `${place}-${storedAt}`;
}

function lastEventId(request: IncomingMessage, pattern: RegExp): RegExpExecArray | undefined {
  const [line = '', ...more] = headerLines(request, NAME);
  // A client whose last id was taken back sends an empty one.
  if (line === '' && more.length === 0) return undefined;
  const found = more.length === 0 && pattern.exec(line);
  if (!found) throw malformedHeader(NAME, 'must be the id of an event of this stream');
  return found;
}
