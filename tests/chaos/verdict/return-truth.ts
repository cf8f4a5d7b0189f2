import type { Return } from '../../../domain/return.ts';
import type { Told } from '../record.ts';
import type { History } from './evidence.ts';

/** What was told of a return and is not so; every caller's order has one at most. */
export function untruthOfReturn({ call, status, problem, order }: Told, history: History): string | undefined {
  const [known, ...more] = history.order.returns ?? [];
  if (more.length > 0) return `it has ${more.length + 1} returns of goods that were delivered once`;
  if (status === 202) return undefined;
  const told = `${status} ${problem ?? ''} was told to ${call}, and the return is ${known?.status ?? 'not there'}`;
  if (status === 409) return problem === 'return-refused' && isRefusalTrue(call, known) ? undefined : told;
  return isDone(call, known, order?.returns?.at(-1)) ? undefined : told;
}

function isDone(call: Told['call'], known: Return | undefined, told: Return | undefined): boolean {
  switch (call) {
    case 'return':
      return known !== undefined && known.returnId === told?.returnId;
    case 'approve return':
      return known?.approvedAt !== undefined;
    case 'cancel return':
      return known?.status === 'cancelled';
    default:
      return known?.status === 'closed';
  }
}

/** The goods of another return are the same ones; of one that expired nothing can be done any more. */
function isRefusalTrue(call: Told['call'], known: Return | undefined): boolean {
  if (call === 'return') return known !== undefined;
  return known?.status === 'expired';
}
