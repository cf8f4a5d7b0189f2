import type { Request } from 'express';
import { DomainError } from '../../../domain/errors.ts';
import type { EventFeed, FeedStart, PublishedEvent } from '../../../domain/ports/event-feed.ts';
import { structuredEvent } from '../../../domain/structured-event.ts';
import { followEvents } from '../../events/follow-events.ts';
import { validateQuery } from '../../validate.ts';
import { queryOf } from '../address.ts';
import { EVENT_STREAM, streamOf, type SentEvent } from '../event-stream.ts';
import type { CallersResources, Handler } from '../resource.ts';
import { positionId, readLastPosition } from './last-event-id.ts';
import { feedQuery } from './query.ts';

export interface FeedDependencies {
  readonly feed: EventFeed;
  readonly now: () => Date;
}

export function feedRoutes(deps: FeedDependencies): CallersResources {
  return { '/events': { GET: { operation: 'followEvents', query: Object.keys(feedQuery.shape), handle: follow(deps) } } };
}

/** GET /events */
function follow({ feed, now }: FeedDependencies): Handler {
  const eventsOf = followEvents(feed);
  return async (req) => {
    if (!req.accepts(EVENT_STREAM)) throw new DomainError('NOT_ACCEPTABLE', `Events are served as ${EVENT_STREAM}.`);
    const { type: types = [], since = now().toISOString() } = validateQuery(feedQuery, queryOf(req));
    const start = startOf(req, since);
    const { caller } = req;
    await feed.check();
    return streamOf((signal) => told(eventsOf({ caller, start, types, signal })));
  };
}

/** Who comes back goes on where it was. */
function startOf(req: Request, since: string): FeedStart {
  const after = readLastPosition(req);
  return after ? { after } : { since };
}

/** What many are told is put in words once. */
const TOLD = new WeakMap<PublishedEvent, SentEvent>();

async function* told(events: AsyncIterable<PublishedEvent>): AsyncGenerator<SentEvent> {
  for await (const event of events) {
    const sent = TOLD.get(event) ?? inWords(event);
    TOLD.set(event, sent);
    yield sent;
  }
}

function inWords({ position, attributes, order }: PublishedEvent): SentEvent {
  return { id: positionId(position), data: structuredEvent(attributes, order) };
}
