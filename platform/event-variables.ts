import { positive } from './variable-kinds.ts';

/** How events are kept. */
export const eventVariables = {
  EVENTS_MAX_AGE: positive.default(30).meta({ group: 'Limits', description: 'how long the stream ORDERS keeps an event (days)' }),
  EVENTS_MAX_BYTES: positive.default(2 * 1024 ** 3).meta({
    group: 'Limits',
    description: 'size at which the stream ORDERS refuses new events (bytes); they wait in the outbox meanwhile',
  }),
  EVENTS_REPLICAS: positive.optional().meta({
    group: 'Limits',
    description:
      'on how many servers of a NATS cluster the stream ORDERS is kept (servers); without: 1, or as many as it is kept on already',
  }),
  OUTBOX_RETENTION_DAYS: positive.default(7).meta({ group: 'Limits', description: 'how long a sent outbox row is kept (days)' }),
};
