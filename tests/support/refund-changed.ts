import { sleep } from '@temporalio/workflow';

/** A refund's workflow as somebody might change it without a thought for those in flight: its first step is another. */
export async function refundOrder(): Promise<void> {
  await sleep('1 minute');
}
