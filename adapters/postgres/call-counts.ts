import { createHash } from 'node:crypto';
import type { CallCounts } from '../../domain/ports/call-counts.ts';
import type { Database } from './database.ts';

/** Its values: the keys, their calls, when the time ends. In the order of the keys, so that two processes lock rows in the same one. */
const ADD = `
  with over as (delete from call_counts where ends_at < $3::timestamptz - interval '1 minute')
  insert into call_counts (key, ends_at, calls)
  select key, $3::timestamptz, calls from unnest($1::text[], $2::int[]) given(key, calls) order by key
  on conflict (key, ends_at) do update set calls = call_counts.calls + excluded.calls
  returning key, calls`;

/** One statement for all callers, and nobody waits for it. */
export function createCallCounts(db: Database): CallCounts {
  return {
    async add(endsAt, calls) {
      const names = new Map([...calls.keys()].map((key) => [nameOf(key), key]));
      const rows = await db.rows<{ key: string; calls: number }>(ADD, [
        [...names.keys()],
        [...calls.values()],
        new Date(endsAt).toISOString(),
      ]);
      return new Map(rows.map((row) => [names.get(row.key) ?? '', row.calls]));
    },
  };
}

/** Of one length, and without the name or address of anybody. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}
