import { createLogger } from '../../platform/logger.ts';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { errorOfReplay } from '../support/replay.ts';
import { HISTORIES } from '../../tools/history-json.ts';
import { COURSES } from '../support/workflow-histories-recorded.ts';

const names = (await readdir(HISTORIES)).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));

describe('the histories of orders that are in flight or done', () => {
  let current: WorkflowBundleWithSourceMap;
  let changed: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
    current = await bundleOrderWorkflows(createLogger('worker', 'error'));
    const workflowsPath = fileURLToPath(new URL('../support/workflow-changed-order.ts', import.meta.url));
    changed = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  }, 120_000);

  test('are kept for every kind of life', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(COURSES)));
  });

  test.each(names)('%s: replays on the workflows as they are now', async (name) => {
    expect(await errorOfReplay(name, current)).toBeUndefined();
  });

  test.each(names)('%s: does not replay on workflows whose steps are others', async (name) => {
    expect(await errorOfReplay(name, changed)).toMatchObject({ name: 'DeterminismViolationError' });
  });
});
