import { sleep } from '@temporalio/workflow';

/** Workflows as somebody might change them without a thought for those in flight: their first step is another. */
async function sleepFirst(): Promise<void> {
  await sleep('1 minute');
}

export { sleepFirst as refundOrder, sleepFirst as returnGoods };
