import { eventually } from '../support/eventually.ts';
import { queryDatabase } from '../support/system-database.ts';
import { isAccepted } from './figures.ts';
import type { Try } from './shop.ts';

/** A flood of a minute leaves some minutes of work behind. */
const WITHIN_MS = 15 * 60_000;

/** Waits until every order that was accepted is complete; how long that took (ms). @throws when some never are */
export async function untilComplete(tries: readonly Try[]): Promise<number> {
  const startedAt = performance.now();
  const ids = tries.filter(isAccepted).map(({ orderId }) => orderId);
  const missing = async () => {
    const [row] = await queryDatabase<{ complete: number }>(
      `select count(*)::int as complete from orders where id = any($1) and status = 'COMPLETED'`,
      [ids],
    );
    return ids.length - (row?.complete ?? 0);
  };
  await eventually(missing, (count) => count === 0, WITHIN_MS);
  return performance.now() - startedAt;
}
