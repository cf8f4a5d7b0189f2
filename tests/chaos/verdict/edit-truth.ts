import { isDeepStrictEqual } from 'node:util';
import type { Order } from '../../../domain/order.ts';
import type { Told } from '../record.ts';
import type { History } from './evidence.ts';

/** What was told of a change, or of the release of the hold that gave it time, and is not so; a caller changes its order once at most. */
export function untruthOfChange({ script, call, status, problem, order }: Told, history: History): string | undefined {
  if (status === 202) return undefined;
  const told = `${status} ${problem ?? ''} was told to ${call}`;
  if (call === 'release') return history.order.holds ? `${told}, and the order is held` : undefined;
  const records = history.events.filter(({ type, why }) => type === 'orders.changed' && why === `chaos ${script}`);
  if (status === 200) return isMade(records, order) ? undefined : `${told}, and it was made ${records.length} times, or otherwise`;
  if (records.length > 0) return `${told}, and the order was changed`;
  return status === 409 && problem !== 'edit-refused' ? told : undefined;
}

function isMade([record, ...more]: History['events'], told: Order | undefined): boolean {
  return record !== undefined && more.length === 0 && isDeepStrictEqual(quantities(record.order), quantities(told));
}

function quantities(order: Order | undefined): unknown {
  return order?.items.map(({ lineId, quantity }) => [lineId, quantity]);
}
