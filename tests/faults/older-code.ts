import { condition, sleep } from '@temporalio/workflow';

/** What an order's workflow might once have been: its history begins with a timer, which today's code does not start. */
export async function processOrder(): Promise<void> {
  await sleep('1 hour');
  await condition(() => false);
}
