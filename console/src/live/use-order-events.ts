import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { OrderEvent } from '../../../clients/typescript/src/index.ts';
import { client } from '../data/client.ts';
import { orderQuery } from '../data/orders.ts';
import { useSession } from '../session/session.ts';
import { follow, type Liveness } from './liveness.ts';

export interface OrderHistory {
  /** Oldest first. */
  readonly events: readonly OrderEvent[];
  readonly liveness: Liveness;
}

const NOTHING_YET: OrderHistory = { events: [], liveness: 'connecting' };

/** What happened to an order, and what happens to it while one looks; the order itself is read again with each change. */
export function useOrderEvents(id: string): OrderHistory {
  const queries = useQueryClient();
  const [history, setHistory] = useState(NOTHING_YET);
  const isOver = useSession().state === 'ended';

  const onEvent = useEffectEvent((event: OrderEvent) => {
    const { queryKey } = orderQuery(id);
    setHistory(({ events }) => ({ events: [...events, event], liveness: 'live' }));
    if (event.sequence > (queries.getQueryData(queryKey)?.version ?? 0)) void queries.invalidateQueries({ queryKey });
  });
  const lastSeen = useEffectEvent(() => history.events.at(-1)?.sequence);
  const onBreak = useEffectEvent(() => setHistory(({ events }) => ({ events, liveness: 'broken' })));

  useEffect(() => {
    if (isOver) return undefined;
    const leaving = new AbortController();
    const onComeback = (error?: Error) => error && onBreak();
    const after = lastSeen();
    const events = client.orderEvents(id, { signal: leaving.signal, onComeback, ...(after !== undefined && { after }) });
    follow(events, (event) => onEvent(event)).catch(() => onBreak());
    return () => leaving.abort();
  }, [id, isOver]);

  return history;
}
