import type { Order } from '../../data/order-types.ts';

type Units = Order['items'][number]['units'];

const counting = (count: (units: Units) => number) => (order: Order) => (lineId: string) => {
  const line = order.items.find((each) => each.lineId === lineId);
  return line ? count(line.units) : 0;
};

/** Units that have not left. */
export const cancellableUnits = counting(({ waiting, reserved }) => waiting + reserved);

/** Units that arrived, and neither came back nor are announced to. */
export const returnableUnits = counting(({ delivered, announced, restocked, scrapped }) => delivered - announced - restocked - scrapped);

export const hasUnits = (order: Order, of: typeof cancellableUnits) => order.items.some(({ lineId }) => of(order)(lineId) > 0);
