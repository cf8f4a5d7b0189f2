import { createLogger } from '../../../platform/logger.ts';
import { sdkLogger } from '../../../worker/sdk-logger.ts';

const lines: Record<string, unknown>[] = [];
beforeEach(() => lines.splice(0));
const logAt = (level: string) =>
  sdkLogger(createLogger('worker', level, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }));
const ORDER = '0af76519-16cd-43dd-8448-eb211c80319c';

it.each([
  { workflowId: `order-${ORDER}`, runId: 'r' },
  { workflow_id: `order-${ORDER}`, run_id: 'r' },
  { workflowId: `refund-${ORDER}-re_1`, workflowRunId: 'r' },
])('a line of the SDK about %j names order, workflow and run as ours do', (meta) => {
  logAt('info').warn('x', meta);
  expect(lines).toMatchObject([{ orderId: ORDER, workflowId: Object.values(meta)[0], runId: 'r', level: 'warn' }]);
});

it("a line about no order's workflow names none", () => {
  logAt('info').error('x', { workflowId: 'reconcile-orders' });
  expect(lines[0]).not.toHaveProperty('orderId');
});

it('what the SDK does itself is a trace, what a workflow logs is not', () => {
  const log = logAt('debug');
  log.debug('Activity started', { sdkComponent: 'worker', activityType: 'createOrder' });
  log.warn('Activity failed', { sdkComponent: 'worker', activityType: 'createOrder' });
  log.info('Worker state changed');
  log.info('a step', { sdkComponent: 'workflow' });
  log.error('Workflow task failed', { sdkComponent: 'worker' });
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['info', 'a step'],
    ['error', 'Workflow task failed'],
  ]);
});
