import { setTimeout as delay } from 'node:timers/promises';
import { serverSentEvents } from '../../clients/typescript/src/server-sent-events.ts';
import { withSession } from './faults/sabotage.ts';
import type { Heard } from './verdict/evidence.ts';

/** Whoever follows events, of all orders or of some. */
export interface Watcher {
  /** In the order in which they were heard. */
  readonly heard: readonly Heard[];
  /** How often the stream ended, and was taken up again. */
  readonly comebacks: () => number;
  /** Which orders it follows, if not all. */
  readonly orderIds?: ReadonlySet<string>;
  /** Which types of events, if not all. */
  readonly types?: ReadonlySet<string>;
}

/** A connection that says nothing for longer is dead: every 15 s there is a comment (ms). */
const LONGEST_SILENCE_MS = 20_000;
const PAUSE_MS = 500;
/** How long it has to hear of the last events, once everything is quiet (ms). */
const CATCH_UP_MS = 60_000;

/** Follows all events over HTTP through whatever happens, as docs/events.md tells integrators: it comes back with the last id it has seen, to the next API. */
export function watchEvents(apiUrls: readonly string[], signal: AbortSignal): Watcher {
  const heard: Heard[] = [];
  let comebacks = -1;
  let last = '';

  const listen = async () => {
    const silence = new AbortController();
    const giveUp = () => silence.abort(new Error('silent for too long'));
    let timer = setTimeout(giveUp, LONGEST_SILENCE_MS);
    const onSign = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, LONGEST_SILENCE_MS);
    };
    try {
      const headers = { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) };
      const response = await fetch(`${apiUrls[comebacks % apiUrls.length]}/events?since=2000-01-01T00:00:00Z`, {
        headers,
        signal: AbortSignal.any([signal, silence.signal]),
      });
      for await (const { id, data } of serverSentEvents(response, onSign)) {
        last = id;
        const { subject, sequence } = JSON.parse(data) as { subject: string; sequence: string };
        heard.push({ orderId: subject, sequence: Number(sequence), at: Date.now() });
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const keepListening = async () => {
    while (!signal.aborted) {
      comebacks += 1;
      await listen().catch(() => undefined);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  void keepListening();
  return { heard, comebacks: () => comebacks };
}

/** Until it has heard of every committed event that it follows, or the time for that is over. @returns how many it has not heard of */
export async function untilHeard({ heard, ...wanted }: Watcher, databaseUrl: string): Promise<number> {
  const committed = await committedEvents(databaseUrl, wanted);
  const missing = () => committed - new Set(heard.map(({ orderId, sequence }) => `${orderId}:${sequence}`)).size;
  for (const until = Date.now() + CATCH_UP_MS; missing() > 0 && Date.now() < until;) await delay(PAUSE_MS);
  return missing();
}

/** How many events there are, of these orders or of all, of these types or of all. */
export function committedEvents(databaseUrl: string, { orderIds, types }: Pick<Watcher, 'orderIds' | 'types'> = {}): Promise<number> {
  const sql = `select count(*)::int as n from order_events
    where ($1::text[] is null or order_id = any($1)) and ($2::text[] is null or type = any($2))`;
  const wanted = [orderIds, types].map((set) => (set ? [...set] : null));
  return withSession(databaseUrl, async (client) => (await client.query<{ n: number }>(sql, wanted)).rows[0]?.n ?? 0);
}
