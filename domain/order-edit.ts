import { DomainError, type Fault } from './errors.ts';
import { addedLineIdOf } from './identifiers.ts';
import { isSameJson } from './order-difference.ts';
import { dueCents } from './line-money.ts';
import { unitsKept, type LineQuantity } from './order-quantities.ts';
import { bytesOf, MOST_REQUEST_BYTES } from './order-snapshot.ts';
import type { OrderChange } from './order-change.ts';
import { MOST_LINES, type Address, type Order, type OrderLine, type Payment, type PaymentMethod } from './order.ts';
import { priced, pricingFaults, type Adjustment } from './pricing.ts';
import type { ReservationLine } from './ports/stock-keeper.ts';

/** A line of the order at its new quantity, 0 to take it out, or a new line. */
export type EditedLine = LineQuantity | Pick<OrderLine, 'sku' | 'quantity' | 'priceCents'>;

/** What a caller wants otherwise of an order that is not handed over; what it does not name stays as it is. */
export interface OrderEdit {
  readonly items?: readonly EditedLine[] | undefined;
  /** In place of all that it has. */
  readonly adjustments?: readonly Adjustment[] | undefined;
  readonly shipTo?: Address | undefined;
  /** What a new authorisation is taken from. */
  readonly payment?: PaymentMethod | undefined;
  /** A check: what the order is to come to. */
  readonly totalCents?: number | undefined;
  /** For people. */
  readonly reason?: string | undefined;
}

/** What an edit comes to, as the order stands. */
export interface PlannedEdit {
  readonly after: Required<Pick<OrderChange, 'items' | 'adjustments' | 'totalCents'>> & Pick<OrderChange, 'shipTo'>;
  /** Units that have to be reserved first. */
  readonly more: readonly ReservationLine[];
  /** What has to be authorised anew first; absent where the live authorisation covers what is due. */
  readonly authoriseCents?: number;
  /** Its parcels go elsewhere. */
  readonly isMoved: boolean;
}

/**
 * @throws DomainError INVALID_REQUEST with a pointer to what does not fit the order; EDIT_REFUSED where it cannot be edited as it stands
 */
export function planEdit(order: Order, edit: OrderEdit): PlannedEdit {
  const why = whyNoEdit(order);
  if (why !== undefined) throw editRefused(why);
  const lines = editedLines(order, edit.items ?? []);
  const adjustments = edit.adjustments ?? adjustmentsOf(order, lines);
  refuse(pricingFaults({ items: lines, adjustments }));
  const { items, totalCents } = priced({ items: lines, adjustments });
  const isMoved = edit.shipTo !== undefined && !isSameJson(edit.shipTo, order.shipTo);
  const after = { items, adjustments, totalCents, ...(isMoved && { shipTo: edit.shipTo }) };
  refuse([...wrongTotal(edit, totalCents), ...tooLarge({ ...order, ...after })]);
  const planned = { after, more: moreOf(order, items), isMoved, ...authorisation(order, edit, dueCents({ ...order, ...after })) };
  if (order.status === 'CREATED' && asksForMore(planned)) throw editRefused(UNPAID);
  return planned;
}

/** Nothing where the order is as wanted already. */
export function editChange(order: Order, edit: OrderEdit, { after }: PlannedEdit, authorised?: Payment): OrderChange | undefined {
  const isSame = isSameJson(after.items, order.items) && isSameJson(after.adjustments, order.adjustments ?? []);
  if (isSame && after.shipTo === undefined && edit.payment === undefined) return undefined;
  return {
    event: 'orders.changed',
    ...after,
    ...(authorised && { payment: authorised }),
    ...(edit.payment && { paymentMethod: edit.payment }),
    why: edit.reason ?? 'The order was changed on request.',
  };
}

/** What an edit needs of others before it can be recorded. */
export function asksForMore({ more, authoriseCents }: PlannedEdit): boolean {
  return more.length > 0 || authoriseCents !== undefined;
}

export function editRefused(message: string): DomainError {
  return new DomainError('EDIT_REFUSED', message);
}

const UNPAID =
  'The customer is settling the payment of the order as it is: until then it can be changed where that takes no more of stock and money.';

function whyNoEdit({ status, payment }: Order): string | undefined {
  if (status === 'CONFIRMED' || (status === 'CREATED' && payment.status === 'requires_action')) return undefined;
  if (status === 'PENDING' || status === 'CREATED')
    return 'Stock and payment are being secured. Read the order again in a moment, and change it then.';
  return `The order is ${status}: only what is not handed over yet can be changed.`;
}

function editedLines(order: Order, edited: readonly EditedLine[]): OrderLine[] {
  refuse(edited.flatMap((line, index) => faultsOf(order, edited, line, `/items/${index}`)));
  const quantities = new Map(edited.flatMap((line) => ('lineId' in line ? [[line.lineId, line.quantity] as const] : [])));
  const known = order.items.map(({ netCents: _, ...line }) => ({ ...line, quantity: quantities.get(line.lineId) ?? line.quantity }));
  const added = edited.flatMap((line) => ('lineId' in line ? [] : [line]));
  const lines: OrderLine[] = [
    ...known.filter(({ quantity }) => quantity > 0),
    ...added.map((line, index) => ({ lineId: addedLineIdOf(order.version, index + 1), ...line })),
  ];
  if (lines.every((line) => unitsKept(line) === 0))
    refuse([{ pointer: '/items', detail: 'leave nothing of the order: cancel it instead' }]);
  if (lines.length > MOST_LINES)
    refuse([{ pointer: '/items', detail: `make ${lines.length} lines of it; an order has at most ${MOST_LINES}` }]);
  return lines;
}

function faultsOf({ items }: Order, edited: readonly EditedLine[], line: EditedLine, pointer: string): Fault[] {
  if (!('lineId' in line)) return [];
  const { lineId, quantity } = line;
  const known = items.find((each) => each.lineId === lineId);
  const at = (member: string, detail: string): Fault[] => [{ pointer: `${pointer}/${member}`, detail }];
  if (!known) return at('lineId', `is no line of this order; it has ${items.map((each) => each.lineId).join(', ')}`);
  if (edited.find((other) => 'lineId' in other && other.lineId === lineId) !== line) return at('lineId', 'stands here twice');
  const cancelled = known.quantity - unitsKept(known);
  return quantity < cancelled ? at('quantity', `must be at least ${cancelled}, the units of it that are cancelled`) : [];
}

/** Those of a line that is taken out go with it. */
function adjustmentsOf({ adjustments = [] }: Order, lines: readonly OrderLine[]): readonly Adjustment[] {
  return adjustments.filter(({ lineId }) => lineId === undefined || lines.some((line) => line.lineId === lineId));
}

function moreOf(order: Order, items: readonly OrderLine[]): ReservationLine[] {
  return items.flatMap((line) => {
    const before = order.items.find(({ lineId }) => lineId === line.lineId);
    const quantity = unitsKept(line) - (before ? unitsKept(before) : 0);
    return quantity > 0 ? [{ lineId: line.lineId, sku: line.sku, quantity }] : [];
  });
}

/** An order that gets cheaper asks nobody: less is captured. While the customer is asked, nothing is authorised yet. */
function authorisation(order: Order, { payment }: OrderEdit, due: number): Pick<PlannedEdit, 'authoriseCents'> {
  const covered = order.status === 'CREATED' ? dueCents(order) : order.payment.authorisedCents;
  return due > covered || (payment && due > 0) ? { authoriseCents: due } : {};
}

function wrongTotal({ totalCents: wanted }: OrderEdit, totalCents: number): Fault[] {
  if (wanted === undefined || wanted === totalCents) return [];
  return [{ pointer: '/totalCents', detail: `must be ${totalCents}, the sum over lines and adjustments` }];
}

/** What was ordered has to leave room for what becomes of it. */
function tooLarge({ customerId, currency, items, adjustments, holds, shipTo, metadata }: Order): Fault[] {
  const bytes = bytesOf(JSON.stringify({ customerId, currency, items, adjustments, holds, shipTo, metadata }));
  if (bytes <= MOST_REQUEST_BYTES + BYTES_PER_LINE * items.length) return [];
  return [{ pointer: '', detail: `makes the order ${bytes} bytes large; it may take ${MOST_REQUEST_BYTES}` }];
}

/** What a line has beyond what was asked for: its id, what it costs, what was cancelled of it. */
const BYTES_PER_LINE = 128;

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new DomainError('INVALID_REQUEST', 'The change does not fit the order; see errors.', faults);
}
