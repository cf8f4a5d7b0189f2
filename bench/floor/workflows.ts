import { condition, defineUpdate, setHandler } from '@temporalio/workflow';

/** The least that a workflow can be: started, done. */
export async function empty(): Promise<void> {}

export const answer = defineUpdate('answer');

/** The least that an order with an answer can be: started with an update that returns at once, done. */
export async function emptyWithUpdate(): Promise<void> {
  let isAnswered = false;
  setHandler(answer, () => {
    isAnswered = true;
  });
  await condition(() => isAnswered);
}
