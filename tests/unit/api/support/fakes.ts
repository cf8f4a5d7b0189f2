import { createdOrder, newOrder, type Order } from '../../../../domain/order.ts';
import type { Inventory, StockLevel } from '../../../../domain/ports/inventory.ts';
import type { EventsPart, OrderFilter, OrderReader } from '../../../../domain/ports/order-reader.ts';
import type { NewOrder, OrderStore } from '../../../../domain/ports/order-store.ts';
import type {
  CancelCall,
  LineCancelCall,
  EditCall,
  HoldCall,
  OrderWorkflows,
  PartnerNotification,
  PendingStep,
  RefundCall,
  ResolveCall,
  ReturnCall,
  ReturnChangeCall,
} from '../../../../domain/ports/order-workflows.ts';
import type { EventFeed, FeedListener, FeedPosition, FeedStart, PublishedEvent } from '../../../../domain/ports/event-feed.ts';
import type { KeptOutcome, OutcomeStore } from '../../../../domain/ports/outcome-store.ts';
import type { Cause, OrderEvent } from '../../../../domain/order-event.ts';
import { DependencyError, DomainError } from '../../../../domain/errors.ts';
import { applyChange } from '../../../../domain/order-change.ts';
import { editChange, planEdit } from '../../../../domain/order-edit.ts';
import { lineCancelChange } from '../../../../domain/line-cancel.ts';
import type { Hold } from '../../../../domain/hold.ts';
import { newRefund } from '../../../../domain/refund.ts';
import { movedReturn, returnOf } from '../../../../domain/return-move.ts';
import { newReturn } from '../../../../domain/return-request.ts';
import type { Return } from '../../../../domain/return.ts';
import type { TriedBy } from '../../../../domain/waiting.ts';
import { noWakeUps } from '../../../support/wake-ups.ts';

export const NOW = '2026-01-15T09:30:00.000Z';
export const RETURN_WINDOW_MS = 30 * 86_400_000;

/** Orders in memory: what PostgreSQL would hold, and what Temporal would. */
export class FakeSystem implements OrderReader, OrderWorkflows {
  readonly rows = new Map<string, { order: Order; created: Order; fingerprint: string | null }>();
  readonly pending = new Map<string, { order: Order; fingerprint: string | null }>();
  readonly submitted: NewOrder[] = [];
  readonly causes: Cause[] = [];
  /** What the API has written, or found written, itself. */
  readonly created: string[] = [];
  readonly cancels: CancelCall[] = [];
  readonly lineCancels: LineCancelCall[] = [];
  /** How the workflow takes a cancel of lines. */
  onLineCancel: (orderId: string, call: LineCancelCall) => void = (orderId, { items }) => {
    const row = this.rows.get(orderId);
    if (row) row.order = applyChange(row.order, lineCancelChange(row.order, items, ''), NOW).order;
  };
  readonly edits: EditCall[] = [];
  readonly resolutions: ResolveCall[] = [];
  readonly refundsStarted: RefundCall[] = [];
  readonly holdsPlaced: HoldCall[] = [];
  readonly returnCalls: (ReturnCall | ReturnChangeCall)[] = [];
  /** How the workflow of a return answers; nothing is recorded unless it is settled. */
  returnOutcome: 'settled' | 'running' | 'closed' = 'settled';
  /** How the workflow answers who places or releases a hold; nothing is recorded unless it is settled. */
  holdOutcome: 'settled' | 'running' | 'closed' = 'settled';
  readonly notes: { step: string; why: string | undefined }[] = [];
  readonly notifications: PartnerNotification[] = [];
  /** Steps that PostgreSQL has recorded. */
  readonly steps = new Set<string>();
  /** What Temporal is asked for, and says. */
  readonly stepsLookedFor: TriedBy[] = [];
  pendingStep: PendingStep | undefined;
  /** What is stored in the stream, and who listens. */
  readonly feed = new FakeFeed();
  /** Nobody tells of changes, unless a test does. */
  readonly wakeUps = noWakeUps();
  lookups = 0;
  /** Set by a test: what fails, and how Temporal answers. */
  postgresIsAway = false;
  temporalIsAway = false;
  hangs = false;
  /** `written`: a worker has written the order by then. `unwritten`: no worker is there. `existing`: nor is who started it first. */
  startOutcome: 'written' | 'unwritten' | 'existing' = 'written';
  /** How often the workflow says that a choice is not offered, which its order's row offers. */
  resolveRefusals = 0;
  cancelOutcome: 'settled' | 'running' | 'closed' = 'settled';
  onCancel: (orderId: string) => void = (orderId) => this.move(orderId, 'CANCELED');
  refundOutcome: 'succeeded' | 'pending' | 'failed' = 'succeeded';
  onSubmitted: (orderId: string) => void = () => {};

  put(order: Partial<Order> & { id: string }): Order {
    const created = createdOrder(order.id, request(), NOW);
    const now = { ...created, ...order };
    this.rows.set(order.id, { order: now, created, fingerprint: null });
    return now;
  }

  move(orderId: string, status: Order['status']): void {
    const row = this.rows.get(orderId);
    if (row) row.order = { ...row.order, status, version: row.order.version + 1 };
  }

  /** The row, once whoever writes it. */
  write({ id, request: asked, fingerprint }: NewOrder): Order {
    const created = createdOrder(id, asked, NOW);
    const row = this.rows.get(id) ?? { order: created, created, fingerprint };
    this.rows.set(id, row);
    return row.order;
  }

  private async postgres<T>(answer: () => T): Promise<T> {
    this.lookups++;
    if (this.hangs) await new Promise(() => {});
    if (this.postgresIsAway) throw new DependencyError('postgres', 'connect ECONNREFUSED 127.0.0.1:5432');
    return answer();
  }

  private async temporal<T>(answer: () => T): Promise<T> {
    if (this.temporalIsAway) throw new DependencyError('temporal', 'no connection to 127.0.0.1:7233');
    return answer();
  }

  create = (order: NewOrder) =>
    this.postgres(() => {
      this.created.push(order.id);
      return this.write(order);
    });
  find = (id: string) => this.postgres(() => this.rows.get(id)?.order);
  findCreated = (id: string) =>
    this.postgres(() => {
      const row = this.rows.get(id);
      return row && { order: row.created, fingerprint: row.fingerprint };
    });
  hasStep = (_id: string, step: string) => this.postgres(() => this.steps.has(step));
  /** Of each order; where a test says nothing, that it was created. */
  history: ((id: string) => readonly OrderEvent[]) | undefined;
  events = (id: string, { from, limit }: EventsPart) =>
    this.postgres(() => {
      const row = this.rows.get(id);
      const event = { sequence: 1, type: 'orders.created' as const, at: NOW, actor: 'api' as const, why: 'The order was accepted.' };
      const all = this.history?.(id) ?? (row ? [{ ...event, order: row.created }] : []);
      const found = all.filter(({ sequence }) => sequence >= from);
      return { events: found.slice(0, limit), isMore: found.length > limit };
    });
  list = (filter: OrderFilter) =>
    this.postgres(() => {
      const orders = [...this.rows.values()]
        .map(({ order }) => order)
        .filter((order) => (order.tenant ?? '') === filter.tenant)
        .filter((order) => filter.customerId === undefined || order.customerId === filter.customerId)
        .filter((order) => filter.orderNumber === undefined || order.orderNumber === filter.orderNumber)
        .filter((order) => filter.sku === undefined || order.items.some(({ sku }) => sku === filter.sku))
        .filter((order) => Object.entries(filter.metadata ?? {}).every(([key, value]) => order.metadata?.[key] === value));
      const sorted = orders.toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? 1 : -1));
      const { after } = filter;
      return sorted.filter((order) => !after || order.createdAt + order.id < after.createdAt + after.id).slice(0, filter.limit);
    });

  start = (order: NewOrder, cause: Cause) =>
    this.temporal((): 'started' | 'existing' => {
      this.submitted.push(order);
      this.causes.push(cause);
      const isFirst = !this.pending.has(order.id);
      if (isFirst) this.pending.set(order.id, { order: newOrder(order.id, order.request, NOW), fingerprint: order.fingerprint });
      if (this.startOutcome === 'written') this.write(order);
      this.onSubmitted(order.id);
      return isFirst && this.startOutcome !== 'existing' ? 'started' : 'existing';
    });
  findPending = (id: string) => this.temporal(() => this.pending.get(id));
  cancel = (id: string, call: CancelCall) =>
    this.temporal(() => {
      this.cancels.push(call);
      this.onCancel(id);
      return this.cancelOutcome;
    });
  cancelLines = (id: string, call: LineCancelCall) =>
    this.temporal(() => {
      this.lineCancels.push(call);
      this.onLineCancel(id, call);
      return this.cancelOutcome;
    });
  editOrder = (id: string, call: EditCall) =>
    this.temporal(() => {
      this.edits.push(call);
      const row = this.rows.get(id);
      const change = row && editChange(row.order, call.edit, planEdit(row.order, call.edit));
      if (row && change && this.cancelOutcome === 'settled') row.order = applyChange(row.order, change, NOW).order;
      return this.cancelOutcome;
    });
  placeHold = (id: string, call: HoldCall) =>
    this.temporal(() => {
      this.holdsPlaced.push(call);
      const { holdId, hold, cause } = call;
      return this.changeHolds(id, (holds) => [...holds, { holdId, ...hold, placedBy: cause.actor, placedAt: NOW }]);
    });
  releaseHold = (id: string, { holdId }: Pick<HoldCall, 'holdId'>) =>
    this.temporal(() => this.changeHolds(id, (holds) => holds.filter((hold) => hold.holdId !== holdId)));
  private changeHolds(id: string, change: (holds: readonly Hold[]) => readonly Hold[]) {
    const row = this.rows.get(id);
    if (row && this.holdOutcome === 'settled')
      row.order = { ...row.order, holds: change(row.order.holds ?? []), version: row.order.version + 1 };
    return this.holdOutcome;
  }
  resolve = (id: string, call: ResolveCall) =>
    this.temporal(() => {
      this.resolutions.push(call);
      if (this.resolveRefusals-- > 0) throw new DomainError('CHOICE_NOT_OFFERED', 'The order waits for nobody.');
      const row = this.rows.get(id);
      const { needsAttention: _settled, ...order } = row?.order ?? newOrder(id, request(), NOW);
      if (row) row.order = { ...order, version: order.version + 1 };
      return 'settled' as const;
    });
  refund = ({ id }: Order, refund: RefundCall) =>
    this.temporal(() => {
      this.refundsStarted.push(refund);
      const order = this.rows.get(id)?.order ?? this.put({ id });
      const opened =
        order.refunds.find(({ refundId }) => refundId === refund.refundId) ?? newRefund(order, refund.refundId, refund.request, NOW);
      const others = order.refunds.filter((other) => other !== opened);
      this.put({ ...order, refunds: [...others, { ...opened, status: this.refundOutcome }], version: order.version + 1 });
      if (this.refundOutcome === 'failed') throw new DomainError('REFUND_DECLINED', 'The card was closed.');
      return this.refundOutcome === 'pending' ? ('running' as const) : ('settled' as const);
    });
  requestReturn = ({ id }: Order, call: ReturnCall) =>
    this.temporal(() => {
      this.returnCalls.push(call);
      return this.changeReturns(id, (order) => {
        const announced = newReturn(order, call.returnId, call.request, { at: NOW, windowMs: RETURN_WINDOW_MS });
        return [...(order.returns ?? []), movedReturn(order, announced, { to: 'approved' }, { at: NOW, expiryMs: RETURN_WINDOW_MS })];
      });
    });
  changeReturn = (id: string, call: ReturnChangeCall) =>
    this.temporal(() => {
      this.returnCalls.push(call);
      return this.changeReturns(id, (order) => {
        const moved = movedReturn(order, returnOf(order, call.returnId), call.move, { at: NOW, expiryMs: 0 });
        const after = moved.status === 'received' ? { ...moved, status: 'closed' as const, endedAt: NOW } : moved;
        return (order.returns ?? []).map((each) => (each.returnId === call.returnId ? after : each));
      });
    });
  private changeReturns(id: string, change: (order: Order) => readonly Return[]) {
    const row = this.rows.get(id);
    if (row && this.returnOutcome === 'settled') row.order = { ...row.order, returns: change(row.order), version: row.order.version + 1 };
    return this.returnOutcome;
  }
  findPendingStep = (_id: string, of: TriedBy) =>
    this.temporal(() => {
      this.stepsLookedFor.push(of);
      return this.pendingStep;
    });
  notify = (_id: string, notification: PartnerNotification) =>
    this.temporal(() => {
      this.notifications.push(notification);
      return false;
    });
  ping = () => this.temporal(() => {});
}

/** Writes orders of a {@link FakeSystem}: their first step, where this process started them, and notes are all that the API writes. */
export function fakeOrderStore(system: FakeSystem): OrderStore {
  const get = async (id: string) => {
    const order = await system.find(id);
    if (!order) throw new Error(`order ${id} has no row`);
    return order;
  };
  return {
    get,
    create: (order) => system.create(order),
    paymentMethod: async () => ({ token: 'tok_ok' }),
    async change(id, step, _cause, decide) {
      const change = decide(await get(id));
      if (change && !system.notes.some((note) => note.step === step)) {
        system.notes.push({ step, why: change.why });
        system.put({ ...(await get(id)), version: (await get(id)).version + 1 });
      }
      return get(id);
    },
  };
}

export function request() {
  return { customerId: 'c-1', currency: 'USD', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }], paymentToken: 'tok_ok' };
}

export class FakeOutcomes implements OutcomeStore {
  readonly kept = new Map<string, KeptOutcome>();
  find = async (key: string) => this.kept.get(key);
  keep = async (key: string, _orderId: string, outcome: KeptOutcome) => {
    const first = this.kept.get(key) ?? outcome;
    this.kept.set(key, first);
    return first;
  };
}

export class FakeInventory implements Inventory {
  readonly levels = new Map<string, StockLevel>();
  find = async (sku: string) => this.levels.get(sku);
  setOnHand = async (sku: string, onHand: number) => {
    const level = { sku, onHand, reserved: 0, available: onHand };
    this.levels.set(sku, level);
    return level;
  };
  setOnHandIf = async (sku: string, onHand: number, condition: (level: StockLevel | undefined) => boolean) =>
    condition(this.levels.get(sku)) ? this.setOnHand(sku, onHand) : undefined;
  list = async () => [...this.levels.values()];
  listShort = async () => [];
}

/** A stream of events in memory. */
export class FakeFeed implements EventFeed {
  readonly stored: PublishedEvent[] = [];
  readonly listeners = new Set<FeedListener>();
  isAway = false;

  store(event: Partial<PublishedEvent>): void {
    const position = { place: this.stored.length + 1, storedAt: Date.parse(NOW) + this.stored.length };
    const stored = { position, orderId: '', tenant: '', type: 'orders.created', attributes: {}, order: '{}', ...event };
    this.stored.push(stored);
    for (const listener of this.listeners) listener.onEvent(stored);
  }

  check = async () => {
    if (this.isAway) throw new DependencyError('nats', 'the stream cannot be read');
  };

  listen = (listener: FeedListener) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  async *read(start: FeedStart, types: readonly string[]) {
    const isBehind = ({ place, storedAt }: FeedPosition) =>
      'since' in start ? storedAt >= Date.parse(start.since) : place > start.after.place;
    for (const event of this.stored) if (isBehind(event.position) && (types.length === 0 || types.includes(event.type))) yield event;
  }
}
