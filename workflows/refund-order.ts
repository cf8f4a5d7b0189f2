import { CancellationScope, setCurrentDetails } from '@temporalio/workflow';
import type { RefundOrderInput, RefundOrderResult } from './messages.ts';
import { callRegularly, openRefund, SEND_REFUND } from './steps.ts';

/**
 * One refund of captured money, without goods. Nothing interrupts it: once it may have been sent, nobody can know that it was not,
 * so a Cancel in Temporal changes nothing, and a run that starts anew finishes the same refund.
 */
export async function refundOrder(input: RefundOrderInput): Promise<RefundOrderResult> {
  const result = await CancellationScope.nonCancellable(() => carryOut(input));
  setCurrentDetails(`**${result.outcome}** · ${result.message}`);
  return result;
}

async function carryOut({ orderId, refundId, request, cause, settings }: RefundOrderInput): Promise<RefundOrderResult> {
  const opened = await openRefund({ orderId, cause, refundId, request });
  if (opened.outcome === 'refused') return { outcome: 'refused', code: opened.code, message: opened.why };
  setCurrentDetails(`**pending** · ${opened.amount} is booked as going back; the payment provider is asked until it answers.`);
  const sent = await callRegularly(settings, SEND_REFUND, { orderId, cause, refundId });
  if (sent.outcome === 'declined') return { outcome: 'declined', code: 'REFUND_DECLINED', message: sent.why };
  return { outcome: 'succeeded', message: `The customer has ${opened.amount} back.` };
}
