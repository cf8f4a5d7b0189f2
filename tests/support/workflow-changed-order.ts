import { sleep } from '@temporalio/workflow';

/** An order's workflow as somebody might change it without a thought for those in flight: its first step is another. */
export async function processOrder(): Promise<void> {
  await sleep('1 minute');
}
