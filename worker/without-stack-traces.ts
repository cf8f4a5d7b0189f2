// Preloaded into the worker's threads (`node --import`). The SDK notes a stack, mapped to its source, for each promise of each
// workflow, so that the Temporal UI can show where one waits: a tenth of an order's CPU time. Our workflows say in words what they
// wait for. WORKFLOW_STACK_TRACES=true leaves the SDK as it is.
import { promiseHooks } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread && process.env['WORKFLOW_STACK_TRACES'] !== 'true') promiseHooks.createHook = () => () => undefined;
