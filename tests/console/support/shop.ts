import type { OrdersApi } from '../../../clients/orders-api.ts';
import type { Order } from '../../../domain/order.ts';
import { eventually } from '../../../platform/poll.ts';

const GOODS = [
  ['LAMP-BRASS', 24, 8900],
  ['MUG-BLUE', 60, 1450],
  ['TEAPOT-1L', 9, 4200],
  ['THROW-WOOL', 12, 12_900],
  ['SHADE-LINEN', 1, 3500],
] as const;
const CUSTOMERS = ['Ada Lovelace', 'Grace Hopper', 'Barbara Liskov', 'Edsger Dijkstra', 'Radia Perlman', 'Alan Kay'];

interface Shop {
  /** Held, paid for, with a note. */
  readonly waiting: Order;
  /** Arrived, and came back in part. */
  readonly returned: Order;
  /** Some of its stock has to come. */
  readonly short: Order;
}

/** A shop as one might find it: orders on their way and at their end, and some that are held, need a person, wait for stock, or came back. */
export async function furnish(api: OrdersApi): Promise<Shop> {
  for (const [sku, onHand] of GOODS) await api.putInStock(sku, onHand);
  const until = (id: string, is: (order: Order) => boolean) => eventually(async () => (await api.order(id)).body, is);
  const place = async (customerId: string, goods: readonly (readonly [number, number])[], over: object = {}) => {
    const items = goods.map(([place, quantity]) => ({ sku: GOODS[place]?.[0], quantity, priceCents: GOODS[place]?.[2] }));
    return (await api.submit({ customerId, items, ...over })).body;
  };
  const shipTo = { name: 'Barbara Liskov', line1: '12 Clu Lane', city: 'Cambridge', postalCode: '02139', country: 'US' };
  for (const [at, customerId] of CUSTOMERS.entries()) await place(customerId, [[at % 4, 1 + (at % 3)]]);
  const sent = await place('Barbara Liskov', [[1, 3]], { shipTo, metadata: { cart: 'c-1184' } });
  await place('Alan Kay', [[3, 1]], { payment: { token: 'tok_capture_declined' } });
  await place('Edsger Dijkstra', [[2, 40]]);
  const held = await place('Grace Hopper', [[0, 2]], { holds: [{ reason: 'fraud', note: 'third order within an hour' }], shipTo });
  await api.note(held.id, 'Asked the customer to call back.');

  const backorder = await place(
    'Radia Perlman',
    [
      [0, 2],
      [4, 3],
    ],
    { allowBackorder: true },
  );

  await until(sent.id, ({ status }) => status === 'COMPLETED');
  const lineId = sent.items[0]?.lineId ?? '';
  await api.requestReturn(sent.id, { items: [{ lineId, quantity: 2 }], reason: 'one too many, one chipped' }, 'return-1');
  const { returns } = await until(sent.id, ({ returns: [first] = [] }) => first?.status === 'approved');
  const received = { items: [{ lineId, restock: 1, scrap: 1 }] };
  await api.changeReturn(sent.id, returns[0]?.returnId ?? '', 'receive', received);
  const returned = await until(sent.id, ({ returns: [first] = [] }) => first?.status === 'closed');
  const short = await until(backorder.id, ({ items }) => items.some(({ waiting = 0 }) => waiting > 0));
  return { returned, short, waiting: await until(held.id, ({ status }) => status === 'CONFIRMED') };
}
