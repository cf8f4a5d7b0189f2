import { useEffect, useEffectEvent, useState } from 'react';
import type { FeedEvent } from '../../../clients/typescript/src/index.ts';
import { client } from '../data/client.ts';
import { useSession } from '../session/session.ts';
import { follow, type Liveness } from './liveness.ts';

/** Tells of what happens to any order while one looks. It counts as live until it is known not to be: a quiet shop has no event. */
export function useShopEvents(onEvent: (event: FeedEvent) => void): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('live');
  const isOver = useSession().state === 'ended';
  const tell = useEffectEvent((event: FeedEvent) => {
    setLiveness('live');
    onEvent(event);
  });
  const onComeback = useEffectEvent((error?: Error) => setLiveness(error ? 'broken' : 'live'));

  useEffect(() => {
    if (isOver) return undefined;
    const leaving = new AbortController();
    const events = client.events({ signal: leaving.signal, onComeback: (error) => onComeback(error) });
    follow(events, (event) => tell(event)).catch((error: Error) => onComeback(error));
    return () => leaving.abort();
  }, [isOver]);

  return liveness;
}
