import { TransportError } from '@temporalio/worker';
import { waitsForTemporal } from '../../../worker/wait-for-temporal.ts';

const INTERRUPTED = new TransportError('Namespace default was not found or otherwise could not be described: code: Unavailable');
const warned: unknown[] = [];
const once = waitsForTemporal({ warn: (details: unknown) => void warned.push(details) }, 1);

it('asks a Temporal in trouble again until it serves the worker, and says so', async () => {
  let asked = 0;
  const made = await once(async () => {
    asked += 1;
    if (asked < 8) throw INTERRUPTED;
    return 'worker';
  });
  expect(made).toBe('worker');
  expect(warned).toHaveLength(7);
});

it('does not ask again what asking cannot help', async () => {
  let asked = 0;
  const made = once(async () => {
    asked += 1;
    throw new TypeError('workflowBundle must be given');
  });
  await expect(made).rejects.toMatchObject({ cause: { message: 'workflowBundle must be given' } });
  expect(asked).toBe(1);
});
