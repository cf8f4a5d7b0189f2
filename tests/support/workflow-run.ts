import { clientDataConverter } from '../../adapters/temporal/data-converter.ts';
import { shipmentIdOf } from '../../domain/identifiers.ts';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { Client, WorkflowFailedError, type WorkflowHandle, type WorkflowStartOptions } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { OrderEdit } from '../../domain/order-edit.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { AttentionCode } from '../../domain/attention.ts';
import type { TrackingEvent } from '../../domain/shipment.ts';
import type { EventType } from '../../domain/order-event.ts';
import type { NewOrder } from '../../domain/ports/order-store.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import * as messages from '../../workflows/messages.ts';
import type { ProcessOrderInput } from '../../workflows/messages.ts';
import type { processOrder } from '../../workflows/process-order.ts';
import { cause } from './orders.ts';
import type { Point } from './workflow-faults.ts';
import type { Lab } from './workflow-lab.ts';
import { until } from './workflow-wait.ts';
import type { World } from './workflow-world.ts';

type OrderWorkflowOptions = Partial<Omit<WorkflowStartOptions<typeof processOrder>, 'args'>>;

/** One order from a test's point of view: start it, tell it things, watch its row, await its end. */
export class Run {
  readonly lab: Lab;
  readonly order: NewOrder;
  readonly world: World;
  readonly taskQueue: string;

  constructor(lab: Lab, order: NewOrder, world: World, taskQueue: string) {
    this.lab = lab;
    this.order = order;
    this.world = world;
    this.taskQueue = taskQueue;
  }

  get handle(): WorkflowHandle<typeof processOrder> {
    return this.lab.env.client.workflow.getHandle<typeof processOrder>(orderWorkflowIdOf(this.order.id));
  }

  /** The time-skipping client would skip on to the workflow's time-out in ten years. */
  get #plain(): WorkflowHandle<typeof processOrder> {
    const { connection, client } = this.lab.env;
    const dataConverter = clientDataConverter(this.lab.codec);
    const plain = new Client({ connection, namespace: client.options.namespace, dataConverter });
    return plain.workflow.getHandle<typeof processOrder>(this.handle.workflowId);
  }

  /** As the API starts it. */
  async start(): Promise<this> {
    await this.lab.setClock();
    await this.lab.workflowsOn(this.taskQueue).start(this.order, cause, patience());
    return this;
  }

  /** Starts an order whose customer has to settle the payment, and waits until its workflow waits for that. */
  async waitsForCustomer(): Promise<void> {
    this.world.payments.answer = 'requires_action';
    await this.start();
    await this.showsNextAction();
  }

  /** As the reconciler starts it: a closed id runs again. What the test server loses of a task it hands out again after 2 s. */
  async startAgain(options: OrderWorkflowOptions = {}): Promise<this> {
    await this.lab.setClock();
    const args: [ProcessOrderInput] = [{ ...this.order, cause, settings: this.lab.settings }];
    const workflowId = orderWorkflowIdOf(this.order.id);
    const { taskQueue } = this;
    const again = { taskQueue, workflowTaskTimeout: '2s', ...options, args, workflowId, workflowIdReusePolicy: 'ALLOW_DUPLICATE' } as const;
    await this.lab.env.client.workflow.start<typeof processOrder>(messages.PROCESS_ORDER, again);
    return this;
  }

  /** As the API cancels: rejects with the DomainError that the caller would see. */
  cancel(reason?: string, callId?: string): Promise<UpdateOutcome> {
    const call = { callId: callId ?? `cancel-${Math.random()}`, cause, ...(reason !== undefined && { reason }) };
    return this.lab.workflowsOn(this.taskQueue).cancel(this.order.id, call, patience());
  }

  /** As the API cancels units of lines, in the order in which they are named. */
  cancelLines(quantities: Readonly<Record<string, number>>, callId = `lines-${Math.random()}`): Promise<UpdateOutcome> {
    const items = Object.entries(quantities).map(([lineId, quantity]) => ({ lineId, quantity }));
    return this.lab.workflowsOn(this.taskQueue).cancelLines(this.order.id, { callId, items, cause }, patience());
  }

  /** As the API changes what was ordered, decided on the order as it is now. */
  release(holdId: string): Promise<UpdateOutcome> {
    return this.lab.workflowsOn(this.taskQueue).releaseHold(this.order.id, { holdId, cause }, patience());
  }

  edit(edit: OrderEdit, { callId = `edit-${Math.random()}`, version = this.world.order.version } = {}): Promise<UpdateOutcome> {
    return this.lab.workflowsOn(this.taskQueue).editOrder(this.order.id, { callId, version, edit, cause }, patience());
  }

  /** The provider has no answer within the workflow task, which messages would have to wait for: the regular activity asks. */
  asksForMoneyLater(): void {
    this.world.faults.fail('payments.find', { times: 1 });
  }

  async signalCancel(...argument: [unknown?]): Promise<void> {
    await this.handle.signal(messages.cancelOrder, ...argument);
  }

  /** The carrier moves the parcel on and says so, as its webhook would. */
  async parcel(event: TrackingEvent): Promise<void> {
    this.world.carrier.status = event;
    await this.tell(event);
  }

  async tell(event: TrackingEvent, shipmentId = shipmentIdOf(this.order.id, 1)): Promise<void> {
    await this.handle.signal(messages.trackingUpdated, { shipmentId, event, cause: { actor: 'carrier' } });
  }

  /** So much of a SKU is there, and the order is told where it got some of it. */
  async stockComes(sku: string, onHand: number): Promise<void> {
    this.world.stock.count(sku, onHand);
    await this.handle.signal(messages.stockArrived);
  }

  async tellPayment(): Promise<void> {
    await this.handle.signal(messages.paymentUpdated, { reference: `pay_${this.order.id}_1`, cause: { actor: 'provider' } });
  }

  /** Waits until the order has come to the status; no time is skipped. */
  async reaches(status: OrderStatus): Promise<this> {
    await until(
      () => `${status}; events: ${this.world.events.join(', ')}`,
      () => this.world.events.includes(status.toLowerCase()),
    );
    return this;
  }

  /**
   * Waits until the workflow knows that its parcel is booked. The row shows it earlier; the test server loses the workflow's
   * task when a cancel comes in between.
   */
  async isBooked(): Promise<void> {
    await this.reaches('FULFILLING');
    await this.shows('waiting for the carrier');
  }

  /** Waits for an event of the order. */
  async records(type: EventType, times = 1): Promise<void> {
    await until(`${times} × ${type}`, () => this.world.orders.events.filter((event) => event.type === type).length >= times);
  }

  /** Waits until a person is asked, and could answer. */
  async asks(code: AttentionCode): Promise<void> {
    await until(
      () => `the order waits for a person: ${code}; events: ${this.world.events.join(', ')}`,
      () => this.world.orders.order?.needsAttention?.code === code,
    );
  }

  /** Skips time, a step at a time, until a person is asked. */
  async asksAtLast(code: AttentionCode, step: string): Promise<void> {
    await until(
      () => `the order waits for a person: ${code}; events: ${this.world.events.join(', ')}`,
      async () => {
        if (this.world.orders.order?.needsAttention?.code === code) return true;
        await this.lab.env.sleep(step);
        return false;
      },
    );
  }

  /** Takes a choice as a person does from the Temporal UI. */
  async resolve(choice: string, note?: string): Promise<void> {
    await this.handle.executeUpdate(messages.resolveAttention, { args: [{ choice, ...(note !== undefined && { note }) }] });
  }

  /** Waits until the Temporal UI shows the text. */
  async shows(text: string): Promise<void> {
    await until(`the Temporal UI shows "${text}"`, async () => (await this.details()).includes(text));
  }

  async calls(point: Point, times = 1): Promise<void> {
    await until(`${times} call(s) of ${point}`, () => this.world.faults.count(point) >= times);
  }

  /** Waits until the order shows where the customer has to go, and its workflow knows that it does: see `isBooked`. */
  async showsNextAction(): Promise<void> {
    await until('the order shows where the customer has to go', () => this.world.orders.order?.payment.nextAction !== undefined);
    await this.shows('Waiting for the customer');
  }

  /** From the booking to the delivery, one notification after the other. */
  async travels(): Promise<void> {
    await this.reaches('FULFILLING');
    await this.parcel('picked_up');
    await this.reaches('SHIPPED');
    await this.parcel('delivered');
  }

  /** Waits until the workflow has taken the last message that asks it to cancel; its steps may still be held. */
  async hasHeard(): Promise<void> {
    await until('the workflow takes the request to cancel', async () => {
      const { events } = await this.handle.fetchHistory();
      const asked =
        events?.findLastIndex(
          (event) => event.workflowExecutionSignaledEventAttributes ?? event.workflowExecutionCancelRequestedEventAttributes,
        ) ?? -1;
      const updated = events?.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? false;
      return updated || (asked >= 0 && (events ?? []).slice(asked).some((event) => event.workflowTaskCompletedEventAttributes));
    });
  }

  /** The ordinary life from the booking on. */
  async completes(): Promise<OrderStatus> {
    await this.travels();
    return this.end();
  }

  /** The status in which the order's row is left, once the workflow has closed; time is skipped while nothing else happens. */
  async end(): Promise<OrderStatus> {
    let pauseMs = 50;
    await until(
      () => `the end; events: ${this.world.events.join(', ')}; last calls: ${this.world.faults.calls.slice(-4).join(', ')}`,
      async () => {
        if (!(await this.isRunning())) return true;
        pauseMs = Math.min(2 * pauseMs, 60_000);
        await this.lab.env.sleep(pauseMs);
        return false;
      },
    );
    const { status } = await this.#plain.result().catch((error: unknown) => {
      if (error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure) return { status: 'CANCELED' };
      throw error;
    });
    const wrong = this.world.faultsAtEnd();
    if (status !== this.world.order.status) wrong.push(`the workflow ended as ${status}`);
    if (wrong.length > 0) throw new Error(`${this.world.order.status}: ${wrong.join('; ')}; events: ${this.world.events.join(', ')}`);
    return this.world.order.status;
  }

  async isRunning(): Promise<boolean> {
    return (await this.handle.describe()).status.name === 'RUNNING';
  }

  async details(): Promise<string> {
    const { currentDetails } = await this.handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    return currentDetails ?? '';
  }

  /** As a person does by hand: nothing is told to the workflow, and its steps go on in the background. */
  async terminate(): Promise<void> {
    this.lab.worn = true;
    await this.handle.terminate('the test says so');
  }

  /** Lets go of everything that a test left behind. */
  async abandon(): Promise<void> {
    this.world.faults.clear();
    if (await this.isRunning().catch(() => false)) await this.terminate();
  }
}

/** What a call may take on a machine that is busy with other things. */
function patience(): AbortSignal {
  return AbortSignal.timeout(120_000);
}
