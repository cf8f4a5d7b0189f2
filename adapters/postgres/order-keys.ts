import type { OrderKeys, WrappedKey } from '../../domain/ports/order-keys.ts';
import type { Database } from './database.ts';

const KEEP = `insert into order_keys (order_id, key_id, wrapped) values ($1, $2, $3) on conflict do nothing returning true as kept`;
const FIND = `select key_id as "keyId", wrapped as bytes from order_keys where order_id = $1`;

interface Row {
  readonly keyId: string;
  /** Null once the customer is erased. */
  readonly bytes: Uint8Array | null;
}

export function createOrderKeys(db: Database): OrderKeys {
  const find: OrderKeys['find'] = async (orderId) => {
    const [row] = await db.rows<Row>(FIND, [orderId]);
    return row && keyOf(row);
  };
  return {
    find,
    async keep(orderId, key) {
      const [isKept] = await db.rows(KEEP, [orderId, key.keyId, key.bytes]);
      return isKept ? key : ((await find(orderId)) ?? key);
    },
  };
}

function keyOf({ keyId, bytes }: Row): WrappedKey | 'erased' {
  return bytes ? { keyId, bytes } : 'erased';
}
