import type { ActivityDependencies } from '../../activities/index.ts';
import type { Order } from '../../domain/order.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import type { Carrier } from '../../domain/ports/carrier.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { StockKeeper } from '../../domain/ports/stock-keeper.ts';
import { FakeCarrier } from './workflow-fake-carrier.ts';
import { FakeOrders } from './workflow-fake-orders.ts';
import { FakePayments } from './workflow-fake-payments.ts';
import { FakeStock } from './workflow-fake-stock.ts';
import { Faults } from './workflow-faults.ts';

/** Everything around one order: its row, its goods, its money, its parcel, and the faults that a test puts in. */
export class World {
  readonly faults = new Faults();
  readonly orders: FakeOrders;
  readonly stock = new FakeStock(this.faults);
  readonly payments = new FakePayments(this.faults);
  readonly carrier = new FakeCarrier(this.faults);

  constructor(now: () => Date) {
    this.orders = new FakeOrders(this.faults, now);
  }

  get order(): Order {
    if (!this.orders.order) throw new Error('the order has no row yet');
    return this.orders.order;
  }

  /** The types of the order's events, without `orders.`. */
  get events(): string[] {
    return this.orders.events.map(({ type }) => type.replace('orders.', ''));
  }

  /** What is wrong with an order at its end, by what the product promises; empty when all is well. */
  faultsAtEnd(): string[] {
    const { status, payment } = this.order;
    const undone = status === 'CANCELED' || status === 'REJECTED';
    const isBack = payment.capturedCents === payment.refundedCents;
    const wrong: Record<string, boolean> = {
      'the order is not at its end': !isAtItsEnd(status),
      'somebody is still asked': this.order.needsAttention !== undefined,
      'sequences have gaps': this.orders.events.some(({ sequence }, index) => sequence !== index + 1),
      'stock is still reserved': this.stock.state === 'reserved' || this.stock.state === 'waiting',
      'an undone order shipped its goods': undone && this.stock.state === 'shipped',
      'an undone order holds money': undone && payment.capturedCents > 0,
      'an authorisation was left behind': this.payments.live > 0,
      'the provider refunded another sum': this.payments.refundedCents !== payment.refundedCents - elsewhere(this.order),
      'a returned order was not paid back': status === 'RETURNED' && !isBack,
      'an undone order has a live booking': undone && this.carrier.status !== undefined && this.carrier.status !== 'cancelled',
      'a completed order kept its goods': !undone && this.stock.state !== 'shipped',
      'authorised more often than it says': this.payments.authorisations > Math.max(1, payment.attempts),
      'captured more than once': this.payments.captures > Math.max(1, alone(this.order)),
      'booked more often than it says': this.carrier.bookings > Math.max(1, this.order.shipments.length),
    };
    return Object.keys(wrong).filter((name) => wrong[name]);
  }
}

/** How many parcels were captured each by itself. */
function alone({ shipments }: Order): number {
  return shipments.filter(({ capture }) => capture?.status === 'captured').length;
}

function elsewhere({ refunds }: Order): number {
  return refunds.filter((refund) => refund.elsewhere).reduce((sum, { amountCents }) => sum + amountCents, 0);
}

type Ports = Pick<ActivityDependencies, 'orders' | 'stock' | 'payments' | 'carrier'>;

/** The ports of a worker that serves many orders: each call goes to the world of the order that it names. */
export function portsOver(worldOf: (orderId: string) => World): Ports {
  const of = (reference: string) => worldOf(reference.replace(/^(pay|ship)_|_\d+$/g, ''));
  const orders: OrderStore = {
    create: (order, cause) => of(order.id).orders.create(order, cause),
    change: (orderId, ...rest) => of(orderId).orders.change(orderId, ...rest),
    get: (orderId) => of(orderId).orders.get(),
    paymentMethod: (orderId) => of(orderId).orders.paymentMethod(),
  };
  const stock: StockKeeper = {
    reserve: (call) => of(call.orderId).stock.reserve(call),
    claim: (call) => of(call.orderId).stock.claim(call),
    stopWaiting: (orderId) => of(orderId).stock.stopWaiting(orderId),
    serveLeftOver: async () => [],
    release: (call) => of(call.orderId).stock.release(call),
    cutBack: (call) => of(call.orderId).stock.cutBack(call),
    close: (call) => of(call.orderId).stock.close(call),
    ship: (call) => of(call.orderId).stock.ship(call),
    restock: (call) => of(call.orderId).stock.restock(call),
  };
  const payments: PaymentProvider = {
    capturesInParts: true,
    authorise: (call) => of(call.reference).payments.authorise(call),
    find: (reference) => of(reference).payments.find(reference),
    capture: (call) => of(call.reference).payments.capture(call),
    void: (reference) => of(reference).payments.void(reference),
    refund: (call) => of(call.reference).payments.refund(call),
    list: async () => [],
  };
  const carrier: Carrier = {
    book: (call) => of(call.reference).carrier.book(call),
    cancel: (reference) => of(reference).carrier.cancel(reference),
    find: (reference) => of(reference).carrier.find(reference),
  };
  return { orders, stock, payments, carrier };
}
