import { condition } from '@temporalio/workflow';
import { askCarrier } from './hand-over.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderLife } from './order-life.ts';
import { isFree } from './secure.ts';
import { capturePayment, completeOrder, markDelivered, markShipped, raiseAttention, settleAttention, voidPayment } from './steps.ts';

/** From the pick-up to the end: the money is captured while the parcel travels, and neither waits for the other. */
export async function deliver(life: OrderLife, input: ProcessOrderInput): Promise<void> {
  const { orderId } = life;
  const cause = { ...input.cause, actor: 'carrier' as const };
  life.moved(await markShipped({ orderId, cause }), 'On its way; waiting for the delivery.');
  let moneySettled = isFree(input);
  if (!moneySettled) void capture(life, input).then(() => (moneySettled = true));

  while (life.parcel !== 'delivered') {
    if (life.askCarrier) await askCarrier(life);
    await condition(() => life.parcel === 'delivered' || life.askCarrier);
  }
  const delivered = await markDelivered({ orderId, cause });
  if (!moneySettled) {
    life.moved(
      delivered,
      life.attention ? `Delivered. **Waits for a person.** ${life.attention.text}` : 'Delivered; waiting for the money to be settled.',
    );
    await condition(() => moneySettled);
  }
  life.moved(await completeOrder({ orderId, cause }), 'Delivered and paid.');
}

/** Captures once, for everything; a declined capture waits for a person, who tries again or writes the money off; then the customer gets the hold on it back. */
async function capture(life: OrderLife, { cause }: ProcessOrderInput): Promise<void> {
  const { orderId } = life;
  for (;;) {
    const answer = await capturePayment({ orderId, cause });
    if (answer.outcome === 'captured') return;
    if (answer.outcome === 'written_off') return void (await voidPayment({ orderId, cause }));
    const attention = {
      code: 'CAPTURE_DECLINED' as const,
      text: `The goods have left, but the payment could not be captured: ${answer.why}`,
      choices: ['retry_capture', 'write_off'],
    };
    life.moved(
      await raiseAttention({ orderId, cause, occasion: life.newOccasion(), attention }),
      `**Waits for a person.** ${attention.text}`,
    );
    const { choice, note, cause: by = { actor: 'temporal' } } = await life.personDecides(attention);
    const resolution = { choice, ...(note !== undefined && { note }) };
    life.moved(await settleAttention({ orderId, cause: by, occasion: life.newOccasion(), resolution }), `A person chose ${choice}.`);
    life.attentionSettled();
  }
}
