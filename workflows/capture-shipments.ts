import { condition } from '@temporalio/workflow';
import type { Tried } from '../activities/at-once.ts';
import type { ShipmentCaptureAnswer } from '../activities/capture-shipment.ts';
import { voidAuthorisation } from './cancel-order.ts';
import type { OrderState } from './order-state.ts';
import { CANNOT_CAPTURE } from './settle-money.ts';
import type { ShipmentState } from './shipments.ts';
import { callPartner, CAPTURE_SHIPMENT } from './steps.ts';

/** The money of an order whose parcels are captured each by itself. */
export class ShipmentCaptures {
  readonly #state: OrderState;
  /** Captured, or written off. */
  readonly #settled = new Set<ShipmentState>();
  #isHeld = true;
  #isWhole = false;

  constructor(state: OrderState) {
    this.#state = state;
  }

  /** Captures a parcel that has left, as far as that was not `tried` before; a declined one waits for a person, who tries again or writes its money off. */
  async settle(shipment: ShipmentState, first?: Tried<ShipmentCaptureAnswer>): Promise<void> {
    const answer = await this.#capture(shipment, first);
    if (answer.outcome === 'whole') this.#isWhole = true;
    if (answer.outcome === 'captured') this.#isHeld = answer.isHeld;
    this.#settled.add(shipment);
  }

  /**
   * Waits until every unit that is not cancelled has left and is settled; then what is left of the authorisation goes back. False where
   * it turned out that the payment can be captured as a whole only.
   */
  async settleRest(): Promise<boolean> {
    const { shipments } = this.#state;
    await condition(() => this.#isWhole || (this.#state.isBooked && shipments.live.every((each) => this.#settled.has(each))));
    if (this.#isWhole) return false;
    if (this.#isHeld) await voidAuthorisation(this.#state, this.#state.cause);
    return true;
  }

  async #capture(
    shipment: ShipmentState,
    first?: Tried<ShipmentCaptureAnswer>,
  ): Promise<Exclude<ShipmentCaptureAnswer, { outcome: 'declined' }>> {
    const { orderId, cause } = this.#state;
    const { shipmentId } = shipment;
    for (let tried = first; ; tried = undefined) {
      const step = { orderId, cause, shipmentId, version: this.#state.version };
      const answer = await callPartner(this.#state, CAPTURE_SHIPMENT, step, CANNOT_CAPTURE, tried);
      if (answer.outcome !== 'declined') return answer;
      const text = `A parcel has left, but its payment could not be captured: ${answer.why}`;
      await this.#state.attention.ask({ code: 'CAPTURE_DECLINED', text, shipment, cause: { ...cause, actor: 'provider' } });
    }
  }
}
