// A worker with the threads that ours has, for workflows that never yield: Temporal's address and a task queue are its arguments.
import { Worker } from '@temporalio/worker';
import { connectWorker } from '../../adapters/temporal/worker-connection.ts';

const [, , address = '', taskQueue = ''] = process.argv;
const connection = await connectWorker({ address });
const workflowsPath = new URL('endless-workflows.ts', import.meta.url).pathname;
const worker = await Worker.create({ connection, taskQueue, workflowsPath });
process.once('disconnect', () => process.exit());
process.send?.('ready');
await worker.run();
