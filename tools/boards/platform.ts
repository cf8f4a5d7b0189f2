import { type Board, perSecond, quantile } from './board.ts';

/** What probes and scrapes ask is nobody's request. */
const REQUESTS = '{process="api", route!~"/metrics|/readyz|/healthz?"}';

export const platform: Board = {
  uid: 'durable-orders-platform',
  title: 'Durable Orders: the platform',
  description: 'For whoever scales it and deploys it: doors, task queues, workers, connections, processes.',
  rows: [
    {
      title: 'Doors',
      panels: [
        {
          title: 'Requests',
          description: 'HTTP by method and route, gRPC by method.',
          unit: 'reqps',
          series: [
            { expr: perSecond(`http_request_duration_seconds_count${REQUESTS}`, ['method', 'route']), legend: '{{method}} {{route}}' },
            { expr: perSecond('grpc_request_duration_seconds_count', ['method']), legend: '{{method}}' },
          ],
        },
        {
          title: 'Requests that fail, of all',
          description: 'HTTP 5xx and 429: what is our fault, and what is shed.',
          unit: 'percentunit',
          series: ['5..', '429'].map((status) => ({
            expr: `(sum(rate(http_request_duration_seconds_count{process="api", status=~"${status}"}[$__rate_interval])) or vector(0)) / sum(rate(http_request_duration_seconds_count{process="api"}[$__rate_interval]))`,
            legend: status.replaceAll('.', 'x'),
          })),
        },
        {
          title: 'Time to an answer, 99 %',
          description: 'HTTP by route; requests that ask to wait are routes of their own.',
          unit: 's',
          series: [
            {
              expr: quantile(0.99, 'http_request_duration_seconds', ['method', 'route'], REQUESTS),
              legend: '{{method}} {{route}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Task queues and workers',
      panels: [
        {
          title: 'Backlog of the task queues',
          description: 'Tasks that no worker has taken, as Temporal estimates. Growing: more workers.',
          unit: 'short',
          series: [{ expr: 'max by (task_queue, task_type) (task_queue_backlog)', legend: '{{task_queue}} {{task_type}}' }],
        },
        {
          title: 'The oldest task',
          description: 'How long it has waited for a worker.',
          unit: 's',
          series: [{ expr: 'max by (task_queue, task_type) (task_queue_backlog_age_seconds)', legend: '{{task_queue}} {{task_type}}' }],
        },
        {
          title: 'Pollers',
          description: 'Workers that ask a task queue for tasks. 0: nobody works.',
          unit: 'short',
          series: [{ expr: 'max by (task_queue, task_type) (task_queue_pollers)', legend: '{{task_queue}} {{task_type}}' }],
        },
        {
          title: 'From schedule to start, 99 %',
          description: 'How long tasks wait for a worker. Above 1 s: more workers.',
          unit: 's',
          series: [
            { expr: quantile(0.99, 'temporal_workflow_task_schedule_to_start_latency_seconds'), legend: 'workflow tasks' },
            { expr: quantile(0.99, 'temporal_activity_schedule_to_start_latency_seconds'), legend: 'activities' },
          ],
        },
        {
          title: 'Slots that are taken, of all',
          description: 'Near 100 % for long: the worker is full.',
          unit: 'percentunit',
          series: [
            {
              expr: 'sum by (worker_type) (temporal_worker_task_slots_used) / (sum by (worker_type) (temporal_worker_task_slots_used) + sum by (worker_type) (temporal_worker_task_slots_available))',
              legend: '{{worker_type}}',
            },
          ],
        },
        {
          title: 'Workflows in memory',
          description: 'Sticky cache. What falls out of it is replayed from its history.',
          unit: 'short',
          series: [{ expr: 'sum by (instance) (temporal_sticky_cache_size)', legend: '{{instance}}' }],
        },
      ],
    },
    {
      title: 'PostgreSQL and JetStream',
      panels: [
        {
          title: 'Connections to PostgreSQL',
          description: 'By process, those at work, of DATABASE_POOL_SIZE.',
          unit: 'short',
          series: [
            { expr: 'sum by (process) (postgres_pool_connections{state="busy"})', legend: '{{process}}' },
            { expr: 'max(postgres_pool_size)', legend: 'size of a pool' },
          ],
        },
        {
          title: 'Statements that wait for a connection',
          description: 'Above 0 for long: the pool is too small, or the database too slow.',
          unit: 'short',
          series: [{ expr: 'sum by (process) (postgres_pool_waiting)', legend: '{{process}}' }],
        },
        {
          title: 'Events that consumers have not had',
          description: 'By durable consumer of the stream, handed out and not acknowledged included.',
          unit: 'short',
          series: [{ expr: 'max by (consumer) (stream_consumer_pending + stream_consumer_unacknowledged)', legend: '{{consumer}}' }],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Up',
          description: '1 for each process that answers its scrape.',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'sum by (process) (up{job="durable-orders"})', legend: '{{process}}' }],
        },
        {
          title: 'CPU',
          description: 'Cores, by process.',
          unit: 'short',
          series: [{ expr: perSecond('process_cpu_seconds_total', ['process']), legend: '{{process}}' }],
        },
        {
          title: 'Memory',
          description: 'In RAM, by process.',
          unit: 'bytes',
          series: [{ expr: 'sum by (process) (process_resident_memory_bytes)', legend: '{{process}}' }],
        },
        {
          title: 'Event loop',
          description: 'How late timers are, 99 %. Above 0.1 s a process has too much to do.',
          unit: 's',
          series: [{ expr: 'max by (process) (nodejs_eventloop_lag_p99_seconds)', legend: '{{process}}' }],
        },
        {
          title: 'Spans',
          description: 'A second, that the Collector takes and hands on. Apart for long: Jaeger is away.',
          unit: 'reqps',
          series: [
            { expr: 'sum(rate(otelcol_receiver_accepted_spans[$__rate_interval]))', legend: 'taken' },
            { expr: 'sum(rate(otelcol_exporter_sent_spans[$__rate_interval]))', legend: 'handed on' },
          ],
        },
        {
          title: 'Spans that the Collector refuses',
          description: 'A second, for want of memory. Whoever sent them tries again for a while.',
          unit: 'reqps',
          series: [{ expr: 'sum(rate(otelcol_receiver_refused_spans[$__rate_interval]))', legend: 'refused' }],
        },
      ],
    },
  ],
};
