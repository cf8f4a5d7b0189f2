import path from 'node:path';
import { filesReachedFrom } from '../../../deploy/local/processes/import-graph.ts';
import { loadConfig } from '../../../platform/config.ts';
import { ownProcesses } from '../../../deploy/local/processes/own-processes.ts';

/** The processes that load a file, by the entries that `npm start -- --watch` is given. */
function whoLoads(file: string): string[] {
  const processes = ownProcesses(loadConfig({}));
  return processes.flatMap(({ name, args, loads = [] }) =>
    filesReachedFrom([...args.slice(-1), ...loads]).has(path.resolve(file)) ? [name] : [],
  );
}

it.each([
  ['workflows/process-order.ts', ['worker']],
  ['activities/shipment.ts', ['worker']],
  ['api/orders/submit-order.ts', ['api']],
  ['worker/outbox-relay.ts', ['relay']],
  ['worker/create-worker.ts', ['worker', 'webhooks']],
  ['partners/payments/provider.ts', ['partners']],
  ['domain/errors.ts', ['api', 'worker', 'relay', 'webhooks', 'partners']],
  ['platform/variables.ts', ['api', 'worker', 'relay', 'webhooks', 'partners']],
  ['tools/events.ts', []],
])('%s is loaded by %j', (file, names) => {
  expect(whoLoads(file)).toEqual(names);
});
