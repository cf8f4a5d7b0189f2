import { asOfNow } from '../../adapters/postgres/event-row.ts';
import { SELECTED_COLUMNS, toOrder } from '../../adapters/postgres/order-row.ts';
import { placeOfShipment } from '../../domain/identifiers.ts';
import { UNIT_PLACES, unitsOf } from '../../domain/line-units.ts';
import { differenceOf } from '../../domain/order-difference.ts';
import { unbookedQuantities } from '../../domain/order-quantities.ts';
import { asCarriedBy, type OrderSnapshot } from '../../domain/order-snapshot.ts';
import type { Order } from '../../domain/order.ts';
import { priced } from '../../domain/pricing.ts';
import { STATUS_TABLE } from '../../domain/order-status.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import { type Check, type Look, MOST_VIOLATIONS, type Scope } from './check.ts';
import { miscaptured } from './captures.ts';
import type { OrdersDatabase } from './database.ts';
import { misrefunded, misreturned } from './returns.ts';

const BATCH = 500;

interface RowWithSnapshot extends OrderRow {
  /** Of the order's newest event; null when it has none. */
  readonly snapshot: OrderSnapshot | null;
}

/** Whole rows, as the product reads them. One transaction writes a row and its event: nothing under way excuses a difference. */
export function orderRowChecks(db: OrdersDatabase): Check[] {
  const judgedBy = (judge: (order: Order) => string | undefined): Pick<Check, 'of' | 'look'> => ({
    of: 'orders',
    look: (scope) => overRows(db, scope, (row) => judged(toOrder(row), judge)),
  });
  return [
    {
      number: '3f',
      title: 'No unit of a line is in two parcels, and each parcel is of its order',
      ...judgedBy(misplaced),
    },
    {
      number: '3h',
      title: 'Of each line no more came back, or is announced to, than was delivered',
      ...judgedBy(misreturned),
    },
    {
      number: '4j',
      title: 'One refund for each cause; that of a return is what its units cost less its fee, or what was left of the line',
      ...judgedBy(misrefunded),
    },
    {
      number: '4k',
      title: 'Where parcels are captured each by itself, each that left takes what its units cost, and together they are what was captured',
      ...judgedBy(miscaptured),
    },
    {
      number: '3g',
      title: 'Each unit of a line is in one place, and together they are what was ordered',
      ...judgedBy(miscounted),
    },
    {
      number: '4i',
      title: 'What each line costs, and the total, follow from prices and adjustments',
      ...judgedBy(mispriced),
    },
    {
      number: '5b',
      title: "The last event's snapshot is the order that the row holds",
      of: 'orders',
      look: (scope) => overRows(db, scope, ({ snapshot, ...row }) => snapshot && difference(asOfNow(snapshot), toOrder(row))),
    },
    {
      number: '5d',
      title: "Each order meets its status' condition over payment and parcels",
      of: 'orders',
      look: (scope) => overRows(db, scope, (row) => (conditionHolds(toOrder(row)) ? undefined : `breaks the condition of ${row.status}`)),
    },
  ];
}

export function conditionHolds(order: Order): boolean {
  try {
    return STATUS_TABLE[order.status].holds(order);
  } catch {
    // Lines, parcels or payment are not even there.
    return false;
  }
}

/** A row that was written by hand may hold anything: 5b tells. */
function judged(order: Order, judge: (order: Order) => string | undefined): string | undefined {
  return hasLists(order) ? judge(order) : undefined;
}

/** What is wrong with the parcels of an order. */
function misplaced(order: Order): string | undefined {
  const lineIds = new Set(order.items.map(({ lineId }) => lineId));
  const ids = new Set(order.shipments.map(({ shipmentId }) => shipmentId));
  if (ids.size < order.shipments.length) return 'two of its parcels have one id';
  const foreign = order.shipments.find(({ shipmentId }) => placeOfShipment(order.id, shipmentId) === undefined);
  if (foreign) return `its parcel ${foreign.shipmentId} is of another order`;
  const stray = order.shipments.flatMap(({ lines }) => lines).find(({ lineId, quantity }) => !lineIds.has(lineId) || quantity < 1);
  if (stray) return `a parcel holds ${stray.quantity} of ${stray.lineId}`;
  const twice = unbookedQuantities(order).find(({ quantity }) => quantity < 0);
  return twice && `${-twice.quantity} of ${twice.lineId} are in two parcels, or cancelled and in one`;
}

/** What is wrong with where the units of its lines are. */
function miscounted(order: Order): string | undefined {
  for (const line of order.items) {
    const units = unitsOf(line, order);
    const sum = UNIT_PLACES.reduce((before, place) => before + units[place], 0);
    if (sum !== line.quantity || Object.values(units).some((count) => count < 0))
      return `${line.lineId} is of ${line.quantity}: ${JSON.stringify(units)}`;
  }
  return undefined;
}

function mispriced(order: Order): string | undefined {
  const { items, totalCents } = priced({ items: order.items.map(({ netCents: _, ...line }) => line), adjustments: order.adjustments });
  const wrong = order.items.find(({ netCents }, index) => netCents !== items[index]?.netCents);
  if (wrong) return `${wrong.lineId} is said to cost ${wrong.netCents ?? 'its price'}, and does not`;
  return totalCents === order.totalCents ? undefined : `its total is ${order.totalCents}, and lines and adjustments come to ${totalCents}`;
}

function hasLists({ refunds, shipments, items, returns = [] }: Order): boolean {
  return [refunds, shipments, items, returns].every(Array.isArray);
}

function difference(told: OrderSnapshot, order: Order): string | undefined {
  const stored = hasLists(order) ? asCarriedBy(told, order) : order;
  const { before, after } = differenceOf(told, stored);
  const version = told.version === stored.version ? {} : { version: stored.version };
  const differs = { ...after, ...version };
  if (Object.keys({ ...before, ...differs }).length === 0) return undefined;
  return `event ${told.version} tells ${JSON.stringify(before)}, the row holds ${JSON.stringify(differs)}`;
}

async function overRows(db: OrdersDatabase, scope: Scope, judge: (row: RowWithSnapshot) => string | null | undefined): Promise<Look> {
  const violations: { id: string; says: string; changedAt: null }[] = [];
  let looked = 0;
  for (let after = ''; ;) {
    const page = await db.query<RowWithSnapshot>(
      `select ${SELECTED_COLUMNS}, (select e.snapshot from order_events e where e.order_id = o.id order by e.sequence desc limit 1) as snapshot
       from orders o
       where o.created_at >= $1::timestamptz and ($2::text[] is null or o.id = any($2)) and o.id > $3 order by o.id limit ${BATCH}`,
      [scope.since ?? '-infinity', scope.only ?? null, after],
    );
    for (const row of page) {
      const says = judge(row);
      if (typeof says === 'string') violations.push({ id: row.id, says, changedAt: null });
    }
    looked += page.length;
    scope.onSeen?.(looked);
    after = page.at(-1)?.id ?? '';
    if (page.length < BATCH || violations.length >= MOST_VIOLATIONS) return { looked, violations: violations.slice(0, MOST_VIOLATIONS) };
  }
}
