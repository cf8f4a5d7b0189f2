import { giveHoldBack } from './cancel-everything.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderState } from './order-state.ts';
import { withEscalation, localFirst, type Escalation } from './escalation.ts';
import { capturePayment, captureLocally, openRefundOfRest, sendRefund } from './steps.ts';

const CANNOT_CAPTURE: Escalation = {
  partner: 'payment',
  code: 'PAYMENT_PROVIDER_UNAVAILABLE',
  text: 'The goods have left, and the payment cannot be captured: the payment provider does not answer.',
};
const CANNOT_REFUND: Escalation = {
  partner: 'payment',
  code: 'UNDO_FAILING',
  text: 'The customer’s money cannot be given back: the payment provider does not carry the refund out.',
};

/** Captures once, for everything; a declined capture waits for a person, who tries again or writes the money off; then the customer gets the hold on it back. */
export async function capture(state: OrderState, { cause }: ProcessOrderInput): Promise<void> {
  const { orderId } = state;
  let writer = cause;
  for (;;) {
    const step = { orderId, cause, version: state.version };
    const answer = await withEscalation(
      state,
      CANNOT_CAPTURE,
      localFirst(
        () => captureLocally(step),
        (options) => capturePayment.executeWithOptions(options, [step]),
      ),
    );
    if (answer.outcome === 'captured') return;
    if (answer.outcome === 'written_off') return void (await giveHoldBack(state, writer));
    const attention = {
      code: 'CAPTURE_DECLINED' as const,
      text: `The goods have left, but the payment could not be captured: ${answer.why}`,
      choices: ['retry_capture', 'write_off'],
    };
    const decision = await state.people.ask({ attention, cause: { ...cause, actor: 'provider' } });
    writer = decision?.cause ?? cause;
  }
}

/** Gives back whatever was captured and is not on its way back. A refund that is declined waits for a person. */
export async function refundRest(
  state: OrderState,
  { cause }: ProcessOrderInput,
  because: 'lost' | 'returned',
  reason: string,
): Promise<void> {
  const { orderId } = state;
  for (let attempt = 1; ; attempt++) {
    const refundId = `re_${orderId}_${because}_${attempt}`;
    const { outcome } = await openRefundOfRest({ orderId, cause, refundId, reason });
    if (outcome === 'nothing_left') return;
    const sent = await withEscalation(state, CANNOT_REFUND, (options) =>
      sendRefund.executeWithOptions(options, [{ orderId, cause, refundId }]),
    );
    if (sent.outcome === 'succeeded') return state.publishStatus(sent.statusVersion, 'The customer has the money back.');
    const attention = {
      code: 'REFUND_DECLINED' as const,
      text: `The customer’s money has to go back, but the refund was declined: ${sent.why}`,
      choices: ['retry_refund', 'refunded_elsewhere'],
    };
    // Whichever is chosen: what is left to give back then decides.
    await state.people.ask({ attention, cause: { ...cause, actor: 'provider' } });
  }
}
