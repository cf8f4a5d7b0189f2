import type { ReadingsOf } from './page.ts';

/** The stream of events, and how far its consumers are. */
export interface StreamState {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly messages: number;
  readonly consumers: readonly {
    readonly name: string;
    /** Events that it has not been handed yet. */
    readonly pending: number;
    /** Events that it has, and has not acknowledged. */
    readonly unacknowledged: number;
  }[];
}

export function streamReadings(read: () => Promise<StreamState>): ReadingsOf {
  return async () => {
    const { bytes, maxBytes, messages, consumers } = await read();
    return [
      { name: 'stream_bytes', help: 'What the stream of events holds', values: [{ value: bytes }] },
      { name: 'stream_max_bytes', help: 'Where it refuses new events', values: [{ value: maxBytes }] },
      { name: 'stream_messages', help: 'Events that the stream holds', values: [{ value: messages }] },
      {
        name: 'stream_consumer_pending',
        help: 'Events that a durable consumer has not been handed yet',
        values: consumers.map(({ name, pending }) => ({ labels: { consumer: name }, value: pending })),
      },
      {
        name: 'stream_consumer_unacknowledged',
        help: 'Events that a durable consumer was handed and has not acknowledged',
        values: consumers.map(({ name, unacknowledged }) => ({ labels: { consumer: name }, value: unacknowledged })),
      },
    ];
  };
}
