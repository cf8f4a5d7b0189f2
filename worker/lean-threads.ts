// Preloaded into the worker's threads (`node --import`): spares what the SDK does for each promise of a workflow and for each call
// into it, and what our workflows do not need.
import { createRequire } from 'node:module';
import { promiseHooks } from 'node:v8';
import vm from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import type { BaseVMWorkflow } from '@temporalio/worker/lib/workflow/vm-shared.js';

/** As the SDK limits each call into a workflow (ms). */
const MOST_PER_ACTIVATION_MS = 5000;

if (!isMainThread) {
  if (process.env['WORKFLOW_STACK_TRACES'] !== 'true') noStacks();
  oneWatchdog();
}

/**
 * A stack, mapped to its source, for each promise of each workflow, so that the Temporal UI can show where one waits: a tenth of an
 * order's CPU time. Our workflows say in words what they wait for.
 */
function noStacks(): void {
  promiseHooks.createHook = () => () => undefined;
}

/**
 * The SDK limits the time of each of the three or four calls of an activation, and Node starts a thread for each limit. One limit
 * around the whole activation keeps the promise, that a workflow which never yields fails its task and frees its thread, for a
 * third of the cost.
 */
function oneWatchdog(): void {
  const internals = createRequire(import.meta.url)('@temporalio/worker/lib/workflow/vm-shared') as {
    BaseVMWorkflow: { prototype: BaseVMWorkflow };
  };
  const { prototype } = internals.BaseVMWorkflow;
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { activate } = prototype;
  const { runInContext } = vm.Script.prototype;
  const call = new vm.Script('call()');
  const outside = vm.createContext({});
  let isLimited = false;

  vm.Script.prototype.runInContext = function (context, options = {}) {
    const { timeout: _, ...unlimited } = options;
    return runInContext.call(this, context, isLimited ? unlimited : options) as unknown;
  };

  prototype.activate = function (activation) {
    outside['call'] = () => activate.call(this, activation);
    isLimited = true;
    try {
      // All of the activation's calls come before its first await.
      return runInContext.call(call, outside, { timeout: MOST_PER_ACTIVATION_MS }) as ReturnType<typeof activate>;
    } catch (error) {
      return Promise.resolve({ runId: this.runId, failed: { failure: this['activator'].errorToFailure(error) } });
    } finally {
      isLimited = false;
    }
  };
}
