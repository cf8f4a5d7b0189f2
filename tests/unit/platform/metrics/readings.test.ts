import { createLogger } from '../../../../platform/logger.ts';
import { backlogReadings } from '../../../../platform/metrics/backlog.ts';
import { openOrdersReadings } from '../../../../platform/metrics/open-orders.ts';
import { createMetricsPage, type ReadingsOf } from '../../../../platform/metrics/page.ts';
import { poolReadings } from '../../../../platform/metrics/pool.ts';
import { streamReadings } from '../../../../platform/metrics/stream.ts';
import { taskQueueReadings } from '../../../../platform/metrics/task-queues.ts';

const log = createLogger('relay', 'silent');
const shown = async (readings: ReadingsOf) =>
  (await createMetricsPage(log, { readings: { readings } })('prometheus'))
    .split('\n')
    .filter((line) => /^(outbox|orders|task|stream|postgres)_/.test(line));

describe('/metrics tells', () => {
  it('what waits for the relay, and for people by what they are asked and for how long', async () => {
    const attention = { UNDO_FAILING: { count: 1, oldestSeconds: 90 } };
    const lines = await shown(backlogReadings(async () => ({ outboxUnsent: 3, oldestUnsentSeconds: 1.5, outboxRefused: 4, attention })));
    expect(lines).toEqual(
      expect.arrayContaining([
        'outbox_unsent 3',
        'outbox_oldest_unsent_seconds 1.5',
        'outbox_refused 4',
        'orders_needing_attention{code="UNDO_FAILING"} 1',
        'orders_needing_attention{code="PARCEL_LOST"} 0',
        'orders_attention_oldest_seconds{code="UNDO_FAILING"} 90',
      ]),
    );
  });

  it('how many orders are open, and how long one of them has stood still', async () => {
    const lines = await shown(openOrdersReadings(async () => [{ status: 'CREATED', count: 2, longestUnchangedSeconds: 61 }]));
    expect(lines).toEqual(['orders_open{status="CREATED"} 2', 'orders_longest_unchanged_seconds{status="CREATED"} 61']);
  });

  it('how far workers are behind, and whether there are any', async () => {
    const queue = { name: 'orders', type: 'workflow' as const, backlog: 7, backlogAgeSeconds: 2.5, pollers: 0 };
    expect(await shown(taskQueueReadings(async () => [queue]))).toEqual([
      'task_queue_backlog{task_queue="orders",task_type="workflow"} 7',
      'task_queue_backlog_age_seconds{task_queue="orders",task_type="workflow"} 2.5',
      'task_queue_pollers{task_queue="orders",task_type="workflow"} 0',
    ]);
  });

  it('how full the stream is, and how far its consumers are', async () => {
    const consumers = [{ name: 'billing', pending: 5, unacknowledged: 1 }];
    expect(await shown(streamReadings(async () => ({ bytes: 10, maxBytes: 100, messages: 2, consumers })))).toEqual([
      'stream_bytes 10',
      'stream_max_bytes 100',
      'stream_messages 2',
      'stream_consumer_pending{consumer="billing"} 5',
      'stream_consumer_unacknowledged{consumer="billing"} 1',
    ]);
  });

  it('nothing of consumers where there are none', async () => {
    const lines = await shown(streamReadings(async () => ({ bytes: 10, maxBytes: 100, messages: 2, consumers: [] })));
    expect(lines.filter((line) => line.includes('consumer'))).toEqual([]);
  });

  it('how many connections to PostgreSQL there are, and who waits for one', async () => {
    expect(await shown(poolReadings(() => ({ size: 8, busy: 8, idle: 0, waiting: 3 })))).toEqual([
      'postgres_pool_size 8',
      'postgres_pool_connections{state="busy"} 8',
      'postgres_pool_connections{state="idle"} 0',
      'postgres_pool_waiting 3',
    ]);
  });
});
