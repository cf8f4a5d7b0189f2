import { connect } from './connection.ts';
import { BIG_CUSTOMER } from './kinds.ts';

interface Position {
  readonly id: string;
  readonly createdAt: string;
}

/** Stored orders to ask for. */
export interface Samples {
  readonly ids: readonly string[];
  readonly customers: readonly string[];
  /** SKUs of which there is enough. */
  readonly skus: readonly string[];
  /** The orders in the middle of lists. */
  readonly middle: { readonly all: Position; readonly ofBigCustomer: Position; readonly completed: Position };
}

const COUNT = 200;

export async function takeSamples(url: string): Promise<Samples> {
  const connection = await connect(url);
  const middleOf = async (where: string): Promise<Position> => {
    const [row] = await connection.query<{ id: string; at: Date }>(`
      select id, created_at as at from orders where ${where} order by created_at desc, id desc
      offset (select count(*) / 2 from orders where ${where}) limit 1`);
    if (!row) throw new Error(`no order is stored where ${where}`);
    return { id: row.id, createdAt: row.at.toISOString() };
  };
  try {
    const orders = await connection.query<{ id: string; customer: string }>(`
      select o.id, o.customer_id as customer from (select gen_random_uuid()::text as any_id from generate_series(1, ${COUNT})) r
      cross join lateral (select id, customer_id from orders where id > r.any_id and customer_id <> '${BIG_CUSTOMER}' order by id limit 1) o`);
    const skus = await connection.query<{ sku: string }>(`select sku from stock where on_hand - reserved > 100000`);
    return {
      ids: orders.map(({ id }) => id),
      customers: orders.map(({ customer }) => customer),
      skus: skus.map(({ sku }) => sku),
      middle: {
        all: await middleOf('true'),
        ofBigCustomer: await middleOf(`customer_id = '${BIG_CUSTOMER}'`),
        completed: await middleOf(`status = 'COMPLETED'`),
      },
    };
  } finally {
    await connection.close();
  }
}
