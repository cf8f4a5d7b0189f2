import { isAtItsEnd } from '../../../domain/order-status.ts';
import { type End, isExplained } from '../order-kinds.ts';
import type { Evidence, History, Violation } from './evidence.ts';

/** Every order came to an end that its kind may come to, or waits and says for what. */
export function* atItsEnd({ scripts, histories }: Evidence): Generator<Violation> {
  const check = 'every order ends as it may';
  const kinds = new Map(scripts.map(({ number, kind }) => [number, kind]));
  for (const { id: orderId, script, order, events } of histories) {
    const kind = kinds.get(script);
    const place = { check, script, orderId };
    if (!kind) yield { ...place, says: 'nobody has ordered it' };
    else if (isAtItsEnd(order.status)) {
      const end = endOf(order);
      if (!kind.ends.includes(end)) yield { ...place, says: `${kind.name}: ${end}, which is none of ${kind.ends.join(', ')}` };
    } else if (!isExplained(order, kind)) {
      const last = events.at(-1);
      const attention = order.needsAttention ? `, listed with ${order.needsAttention.code}` : '';
      yield { ...place, says: `${kind.name}: stands still in ${order.status}${attention} since ${last?.at.toISOString()} (${last?.type})` };
    }
  }
}

function endOf({ status, reason }: History['order']): End {
  return (status === 'REJECTED' || status === 'CANCELED' ? `${status}:${reason?.code}` : status) as End;
}
