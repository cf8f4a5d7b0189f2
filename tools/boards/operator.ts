import { type Board, perMinute, perSecond, quantile } from './board.ts';

export const operator: Board = {
  uid: 'durable-orders-operator',
  title: 'Durable Orders: the operator',
  description: 'For whoever keeps it running: what stands still, since when, and whether a partner, the stream or a person is the reason.',
  rows: [
    {
      title: 'What stands still',
      panels: [
        {
          title: 'Alerts that fire',
          description: 'Each leads to its section of docs/operating.md by `runbook_url`.',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'sum by (alertname) (ALERTS{alertstate="firing"}) or on() vector(0)', legend: '{{alertname}}' }],
        },
        {
          title: 'The order that nobody moves',
          description: 'Time since its last change, by status, without those that wait for a person or their customer.',
          unit: 's',
          series: [{ expr: 'max by (status) (orders_longest_unchanged_seconds)', legend: '{{status}}' }],
        },
        {
          title: 'Orders that wait for a person',
          description: 'By what the person is asked. GET /orders?needsAttention=true lists them with their choices.',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'max by (code) (orders_needing_attention)', legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Events',
      panels: [
        {
          title: 'Outbox',
          description: 'Events that wait for the relay, and those that the stream refuses for their size. Both are near 0.',
          unit: 'short',
          series: [
            { expr: 'max(outbox_unsent)', legend: 'unsent' },
            { expr: 'max(outbox_refused)', legend: 'refused' },
          ],
        },
        {
          title: 'The oldest unsent event',
          description: 'Its age. Above a minute the relay, NATS or a full stream holds events up.',
          unit: 's',
          series: [{ expr: 'max(outbox_oldest_unsent_seconds)', legend: 'oldest' }],
        },
        {
          title: 'The stream, of what it may hold',
          description: 'At 100 % it refuses new events, and they wait in the outbox.',
          unit: 'percentunit',
          series: [{ expr: 'max(stream_bytes) / max(stream_max_bytes)', legend: 'full' }],
        },
      ],
    },
    {
      title: 'Partners',
      panels: [
        {
          title: 'Time of calls to partners',
          description: '95 % of them. A call is given up after 10 s.',
          unit: 's',
          series: [
            { expr: quantile(0.95, 'partner_call_duration_seconds', ['partner', 'operation']), legend: '{{partner}} {{operation}}' },
          ],
        },
        {
          title: 'Calls to partners, by outcome',
          description: 'Declines are answers; failures are tried again.',
          unit: 'reqps',
          drawn: 'areas',
          series: [{ expr: perSecond('partner_call_duration_seconds_count', ['partner', 'outcome']), legend: '{{partner}} {{outcome}}' }],
        },
        {
          title: 'Open circuits',
          description: '1 while calls of a kind fail at once, because they kept failing: orders wait for that partner.',
          unit: 'short',
          series: [{ expr: 'max by (partner, operation) (circuit_open)', legend: '{{partner}} {{operation}}' }],
        },
      ],
    },
    {
      title: 'Reconciler',
      panels: [
        {
          title: 'Findings',
          description: 'What the last round found out of step and could not set right, by kind.',
          unit: 'short',
          drawn: 'areas',
          series: [{ expr: 'max by (kind) (reconciler_findings)', legend: '{{kind}}' }],
        },
        {
          title: 'Repairs',
          description: 'What it set right, a minute. Single ones are its work; many say that something is broken.',
          unit: 'opm',
          series: [{ expr: `${perMinute('reconciler_repairs_total', ['kind'])} or on() vector(0)`, legend: '{{kind}}' }],
        },
        {
          title: 'Time since its last round',
          description: 'A round comes every RECONCILE_EVERY (60 s).',
          unit: 's',
          series: [{ expr: 'time() - max(reconciler_last_round_timestamp_seconds)', legend: 'last round' }],
        },
      ],
    },
  ],
};
