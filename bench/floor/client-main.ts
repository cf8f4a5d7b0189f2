// The floor's client: a process of its own, because the API that it stands for is one. Does what its parent sends.
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { createOrderWorkflows } from '../../adapters/temporal/order-workflows.ts';
import { loadConfig } from '../../platform/config.ts';
import { reasonOf } from '../../platform/poll.ts';
import { underLoad } from '../loops.ts';
import { FLOOR_QUEUE, SKELETON_QUEUE, type Floor, type FloorResult, type FloorTask } from './tasks.ts';
import { answer, type emptyWithUpdate } from './workflows.ts';

const { client } = connectTemporal({ address: process.argv[2] ?? '', namespace: 'default' });
const orders = createOrderWorkflows({ client, taskQueue: SKELETON_QUEUE, settings: loadConfig({}).run });
const NEVER_MS = 600_000;

const starts: Record<Floor, () => Promise<unknown>> = {
  empty: () => client.workflow.execute('empty', { taskQueue: FLOOR_QUEUE, workflowId: randomUUID() }),
  emptyWithUpdate: () => {
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof emptyWithUpdate>('emptyWithUpdate', {
      taskQueue: FLOOR_QUEUE,
      workflowId: randomUUID(),
      workflowIdConflictPolicy: 'FAIL',
    });
    return client.workflow.executeUpdateWithStart(answer, { startWorkflowOperation });
  },
  skeleton: async () => {
    const id = randomUUID();
    const request = {
      customerId: 'cust_load',
      currency: 'USD',
      paymentToken: 'tok_ok',
      items: [{ sku: 'BENCH-1', quantity: 1, priceCents: 100 }],
    };
    await orders.start({ id, request, fingerprint: null }, { actor: 'api', requestId: randomUUID() }, AbortSignal.timeout(NEVER_MS));
    await client.workflow.getHandle(orderWorkflowIdOf(id)).result();
  },
};

process.on('message', ({ what, load }: FloorTask) => {
  const tell = (result: FloorResult) => void process.send?.(result);
  void underLoad(load, starts[what]).then(
    (latenciesMs) => tell({ latenciesMs }),
    (error: unknown) => tell({ failure: reasonOf(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
