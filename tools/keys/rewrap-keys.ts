import type pg from 'pg';
import type { KeyWrapper, WrappedKey } from '../../domain/ports/order-keys.ts';

interface Rewrapping {
  readonly wrapper: KeyWrapper;
  /** Of the key that it wraps with. */
  readonly keyId: string;
  readonly onProgress: (done: number) => void;
}

interface Row extends WrappedKey {
  readonly orderId: string;
}

const BATCH = 500;
const FOREIGN = `
  select order_id as "orderId", key_id as "keyId", wrapped as bytes from order_keys
  where key_id <> $1 and wrapped is not null order by order_id limit $2`;
/** One that was erased meanwhile stays so. */
const PUT = `
  update order_keys k set key_id = $1, wrapped = given.wrapped
  from unnest($2::text[], $3::bytea[]) given(order_id, wrapped)
  where k.order_id = given.order_id and k.wrapped is not null`;

/** A batch at a time, each in a statement of its own. @returns how many there were. @throws Error when a key that wrapped one is missing */
export async function rewrapKeys(client: pg.Client, { wrapper, keyId, onProgress }: Rewrapping): Promise<number> {
  for (let done = 0; ; onProgress(done)) {
    const { rows } = await client.query<Row>(FOREIGN, [keyId, BATCH]);
    if (rows.length === 0) return done;
    const wrapped = await Promise.all(rows.map(async (row) => wrapper.wrap(await wrapper.unwrap(row))));
    await client.query(PUT, [keyId, rows.map(({ orderId }) => orderId), wrapped.map(({ bytes }) => bytes)]);
    done += rows.length;
  }
}
