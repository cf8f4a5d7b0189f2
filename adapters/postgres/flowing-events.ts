import { DependencyError } from '../../domain/errors.ts';
import type { Database } from './database.ts';

/** An event is sent within a tenth of a second; a relay that takes another's place needs a few (s). */
const MAY_WAIT_SECONDS = 15;

/** Those of an order of which the stream has refused one wait for a person. */
const OLDEST = `
  select extract(epoch from clock_timestamp() - created_at)::float8 as seconds from outbox
  where sent_at is null and order_id <> all (array(select order_id from outbox where sent_at is null and refused_at is not null))
  order by id limit 1`;

/** Whether JetStream takes what is committed, as those see it who have no connection to it. @throws DependencyError when events wait */
export async function requireFlowingEvents(db: Database): Promise<void> {
  const [oldest] = await db.rows<{ seconds: number }>(OLDEST, []);
  if (oldest && oldest.seconds > MAY_WAIT_SECONDS)
    throw new DependencyError(
      'nats',
      `an event has waited ${Math.floor(oldest.seconds)} s to be stored in the stream: see the relay's /readyz`,
    );
}
