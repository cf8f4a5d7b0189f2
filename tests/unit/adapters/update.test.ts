import { type Client, ServiceError, WorkflowNotFoundError, type WorkflowUpdateHandle } from '@temporalio/client';
import { updateUntil } from '../../../adapters/temporal/update.ts';

const client = { connection: { withAbortSignal: <T>(_signal: AbortSignal, call: () => Promise<T>) => call() } } as unknown as Client;
const never = new AbortController().signal;
const update = { result: async () => undefined } as WorkflowUpdateHandle<void>;

const failed = (code: number, details: string) =>
  new ServiceError('Workflow Update failed', { cause: Object.assign(new Error(`${code} ${details}`), { code, details }) });
const lostTask = () => failed(9, 'Unable to perform workflow execution update due to unexpected workflow task failure.');

/** Fails with each of these, one after another, and is accepted then. */
function starts(...failures: Error[]) {
  let tries = 0;
  const start = async () => {
    const failure = failures[tries++];
    if (failure) throw failure;
    return update;
  };
  return { start, tries: () => tries };
}

describe('an update', () => {
  it('is taken by the next task when the one that brought it is lost', async () => {
    const { start, tries } = starts(lostTask(), lostTask());
    expect(await updateUntil(client, never, start)).toBe('settled');
    expect(tries()).toBe(3);
  });

  it('is given up when every task that brings it is lost', async () => {
    const { start, tries } = starts(...Array.from({ length: 20 }, lostTask));
    await expect(updateUntil(client, never, start)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(tries()).toBe(5);
  });

  it.each([
    ['Temporal is away', failed(14, 'No connection established'), { code: 'DEPENDENCY_UNAVAILABLE' }],
    ['it is refused for another reason', failed(9, 'The namespace is not active'), { code: 'DEPENDENCY_UNAVAILABLE' }],
  ])('is sent once where %s', async (_what, failure, refusal) => {
    const { start, tries } = starts(failure);
    await expect(updateUntil(client, never, start)).rejects.toMatchObject(refusal);
    expect(tries()).toBe(1);
  });

  it('finds its workflow closed', async () => {
    const gone = new WorkflowNotFoundError('workflow execution already completed', 'order-1', undefined);
    expect(await updateUntil(client, never, starts(gone).start)).toBe('closed');
  });
});
