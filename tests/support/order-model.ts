import type { Order } from '../../domain/order.ts';

/** A line as a shopkeeper counts it: units from the front, each with its price. */
interface ModelLine {
  prices: readonly number[];
  /** Counted in the warehouse, whatever of it has left. */
  stocked: number;
  /** Not reserved yet. */
  missing: number;
  cancelledBefore: number;
  cancelledAfter: number;
  left: number;
  delivered: number;
  announced: number;
  restocked: number;
  scrapped: number;
  /** By their number, and in money. */
  unitsRefunded: number;
  refunded: number;
}

/** What an order of several lines has to be after each command: stock, money and units. */
export class OrderModel {
  readonly lines = new Map<string, ModelLine>();
  /** Returns that are waited for, the first announced first. */
  readonly announced = new Map<string, { readonly lineId: string; readonly units: number }>();
  readonly ownCents: number;
  holds = 1;
  ownRefunded = 0;
  #captured = 0;

  /** `stocked`: of each line's SKU. */
  constructor({ items, totalCents }: Order, nets: readonly number[], stocked: readonly number[]) {
    items.forEach(({ lineId, quantity }, index) => {
      const prices = pricesOf(quantity, nets[index]!);
      const stock = { stocked: stocked[index]!, missing: Math.max(0, quantity - stocked[index]!) };
      const counts = { ...stock, left: 0, delivered: 0, announced: 0, restocked: 0, scrapped: 0, unitsRefunded: 0, refunded: 0 };
      this.lines.set(lineId, { prices, cancelledBefore: 0, cancelledAfter: 0, ...counts });
    });
    this.ownCents = totalCents - sum(nets);
  }

  line(lineId: string): ModelLine {
    return this.lines.get(lineId)!;
  }

  /** What its lines are and cost after a change. */
  reprice(lines: readonly { readonly lineId: string; readonly quantity: number; readonly net: number }[]): void {
    for (const { lineId, quantity, net } of lines) this.line(lineId).prices = pricesOf(quantity, net);
  }

  cancelled(lineId: string): number {
    const { cancelledBefore, cancelledAfter } = this.line(lineId);
    return cancelledBefore + cancelledAfter;
  }

  /** Not cancelled, and not left. */
  here(lineId: string): number {
    const { prices, cancelledBefore, cancelledAfter, left } = this.line(lineId);
    return prices.length - cancelledBefore - cancelledAfter - left;
  }

  get missing(): number {
    return sum([...this.lines.values()].map(({ missing }) => missing));
  }

  get hasLeft(): boolean {
    return [...this.lines.values()].some(({ left }) => left > 0);
  }

  get due(): number {
    return sum([...this.lines.values()].map(paid)) + this.ownCents;
  }

  get captured(): number {
    return this.#captured;
  }

  get refunded(): number {
    return sum([...this.lines.values()].map(({ refunded }) => refunded)) + this.ownRefunded;
  }

  get status(): string {
    const lines = [...this.lines.values()];
    const isHere = [...this.lines.keys()].some((lineId) => this.here(lineId) > 0);
    if (this.missing > 0) return 'CREATED';
    if (this.holds > 0) return 'CONFIRMED';
    if (isHere) return 'FULFILLING';
    if (lines.some(({ left, delivered }) => delivered < left)) return 'SHIPPED';
    return lines.every(({ delivered, restocked, scrapped }) => delivered === restocked + scrapped) ? 'RETURNED' : 'COMPLETED';
  }

  arrive(lineId: string, units: number): void {
    const line = this.line(lineId);
    line.stocked += units;
    line.missing -= Math.min(line.missing, units);
  }

  /** What is missing first. */
  cancel(lineId: string, units: number): void {
    const line = this.line(lineId);
    line.missing -= Math.min(line.missing, units);
    line[this.hasLeft ? 'cancelledAfter' : 'cancelledBefore'] += units;
    if (this.hasLeft) this.giveBack(lineId, this.worth(lineId, units));
  }

  /** The first parcel takes everything that is due with it. */
  leave(lineId: string, units: number): void {
    if (!this.hasLeft) this.#captured = this.due;
    this.line(lineId).left += units;
  }

  canComeBack(lineId: string): number {
    const { delivered, announced, restocked, scrapped } = this.line(lineId);
    return delivered - announced - restocked - scrapped;
  }

  /** Of so many more units what was paid for those that have no refund, less a fee, and no more than the line has left. */
  worth(lineId: string, units: number, feeCents = 0): { units: number; cents: number } {
    const line = this.line(lineId);
    const more = Math.min(units, line.prices.length - line.cancelledBefore - line.unitsRefunded);
    const price = sum(line.prices.slice(line.unitsRefunded, line.unitsRefunded + more));
    return { units: more, cents: Math.min(Math.max(0, price - feeCents), paid(line) - line.refunded) };
  }

  giveBack(lineId: string, { units, cents }: { readonly units: number; readonly cents: number }): void {
    if (cents === 0) return;
    this.line(lineId).unitsRefunded += units;
    this.line(lineId).refunded += cents;
  }
}

function pricesOf(quantity: number, net: number): number[] {
  const [base, extra] = [Math.floor(net / quantity), net % quantity];
  return Array.from({ length: quantity }, (_, unit) => base + (unit < extra ? 1 : 0));
}

function paid({ prices, cancelledBefore }: ModelLine): number {
  return sum(prices.slice(0, prices.length - cancelledBefore));
}

export function sum(cents: readonly number[]): number {
  return cents.reduce((total, each) => total + each, 0);
}
