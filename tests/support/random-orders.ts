import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { dueCents, netOf } from '../../domain/line-money.ts';
import { unitsOf } from '../../domain/line-units.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { COMMANDS } from './order-commands.ts';
import { type Kept, orderInSteps, type OrderInSteps } from './order-in-steps.ts';
import { OrderModel } from './order-model.ts';

/** Where orders and goods are kept, and how the test counts the goods. */
interface Shop extends Kept {
  level(sku: string): Promise<{ readonly onHand: number; readonly reserved: number } | undefined>;
}

const PLENTY = 10;
const LINES = ['A', 'B', 'C'] as const;
const share = fc.nat(100).map((percent) => percent / 100);
const ALL = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
const draw = {
  lineId: fc.constantFrom(...LINES.map((_, index) => lineIdOf(index))),
  units: fc.integer({ min: 1, max: 2 }),
  share: fc.oneof(fc.constant(1), share),
  more: share,
  feeCents: fc.oneof(fc.constant(0), fc.nat(400)),
};
/** Of all kinds, and of these more often. */
const commands = (maxLength: number, ...often: readonly (keyof typeof COMMANDS)[]) =>
  fc.array(fc.record({ kind: fc.constantFrom(...ALL, ...often), ...draw }), { maxLength, size: 'max' });
/** Left to chance alone few orders would ever arrive: so many parcels do, in between. */
const life = fc.noBias(
  fc.record({
    early: commands(6, 'cancel units', 'cancel units', 'stock comes', 'stock comes', 'drop what is missing'),
    underWay: commands(6),
    parcels: fc.nat(5),
    late: commands(20, 'announce', 'receive', 'receive'),
  }),
);
const anOrder = fc.record({
  quantities: fc.tuple(...LINES.map(() => fc.integer({ min: 1, max: 2 }))),
  prices: fc.tuple(...LINES.map(() => fc.integer({ min: 1, max: 500 }))),
  inStock: fc.tuple(...LINES.map(() => fc.oneof(fc.constant(PLENTY), fc.nat(1)))),
  shippingCents: fc.nat(300),
  discountCents: fc.nat(300),
});

type Drawn = typeof anOrder extends fc.Arbitrary<infer T> ? T : never;

/**
 * Takes random orders of several lines with a discount through random commands; after each, stock, money and units have to be those
 * of the model. In memory where no shop is given.
 */
export async function expectModelToAgree(numRuns: number, shop?: Shop): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anOrder, life, async (drawn, { early, underWay, parcels, late }) => {
      const request = requestOf(drawn);
      const onHand = Object.fromEntries(request.items.map(({ sku }, index) => [sku, drawn.inStock[index]!]));
      const order = await orderInSteps(request, shop, onHand);
      const row = await order.get();
      const model = new OrderModel(row, row.items.map(netOf), drawn.inStock);
      await agrees(order, model, shop);
      const arrivals = LINES.map((_, index) => ({ ...times(1, 'stock comes')[0]!, lineId: lineIdOf(index), units: 2 }));
      const [releases, travels] = [times(model.holds + early.length, 'release'), times(parcels, 'pick up', 'deliver')];
      for (const [index, { kind, ...draw }] of [...early, ...arrivals, ...releases, ...underWay, ...travels, ...late].entries()) {
        await COMMANDS[kind]({ order, model }, { name: `call_${index}`, ...draw });
        await agrees(order, model, shop);
      }
    }),
    { numRuns },
  );
}

function requestOf({
  quantities,
  prices,
  shippingCents,
  discountCents,
}: Drawn): Pick<OrderRequest, 'items' | 'adjustments' | 'allowBackorder'> {
  const run = randomUUID();
  const items = LINES.map((name, index) => ({ sku: `${name}-${run}`, quantity: quantities[index]!, priceCents: prices[index]! }));
  const goods = items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);
  const discount = -Math.min(discountCents, goods - 1);
  return {
    items,
    allowBackorder: true,
    adjustments: [
      { type: 'shipping', amountCents: shippingCents },
      { type: 'discount', amountCents: discount },
    ],
  };
}

async function agrees({ world, get }: OrderInSteps, model: OrderModel, shop?: Shop): Promise<void> {
  const order = await get();
  expect([order.status, dueCents(order)]).toEqual([model.status, model.due]);
  expect(order.payment).toMatchObject({ capturedCents: model.captured, refundedCents: model.refunded });
  expect(world.payments).toMatchObject({ refundedCents: model.refunded });
  for (const line of order.items) {
    const { left, delivered, announced, restocked, scrapped, cancelledBefore, cancelledAfter, stocked, missing } = model.line(line.lineId);
    const reserved = model.here(line.lineId) - missing;
    const cancelled = cancelledBefore + cancelledAfter;
    const places = { cancelled, waiting: missing, reserved, onTheWay: left - delivered, delivered, lost: 0, cameBack: 0 };
    expect(unitsOf(line, order)).toEqual({ ...places, announced, restocked, scrapped });
    const level = shop ? await shop.level(line.sku) : world.stock.level(line.sku);
    expect(level).toMatchObject({ onHand: stocked - left + restocked, reserved });
  }
}

function lineIdOf(index: number): string {
  return `line_${index + 1}`;
}

/** What needs no draw. */
function times(count: number, ...kinds: readonly (keyof typeof COMMANDS)[]) {
  const none = { lineId: 'line_1', units: 1, share: 0, more: 0, feeCents: 0 };
  return Array.from({ length: count }, () => kinds.map((kind) => ({ kind, ...none }))).flat();
}
