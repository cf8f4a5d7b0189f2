import { connect } from './connection.ts';
import { BIG_CUSTOMER } from './kinds.ts';

interface Position {
  readonly id: string;
  readonly createdAt: string;
}

/** Stored orders to ask for. */
export interface Samples {
  readonly ids: readonly string[];
  /** One who is not the big one. */
  readonly customerId: string;
  /** The orders in the middle of lists. */
  readonly middle: { readonly all: Position; readonly ofBigCustomer: Position; readonly completed: Position };
}

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
    const orders = await connection.query<{ id: string; customer: string }>(
      `select id, customer_id as customer from orders where customer_id <> '${BIG_CUSTOMER}' order by id limit 2`,
    );
    return {
      ids: orders.map(({ id }) => id),
      customerId: orders[0]?.customer ?? '',
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
