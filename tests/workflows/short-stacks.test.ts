import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

workflowTest('a stack that is taken in a workflow has two lines at most: one is taken for each promise', async () => {
  const run = lab().prepare();
  run.asksForMoneyLater();
  await run.start();
  await run.reaches('CREATED');
  const stacks = await run.handle.query<string>('__stack_trace');
  const lines = stacks.split('\n\n').map((stack) => stack.split('\n').length);
  expect(Math.max(...lines)).toBeLessThanOrEqual(2);
});
