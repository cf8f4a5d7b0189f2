import { cloudEventHeaders, eventId } from '../../../adapters/jetstream/cloud-event.ts';
import type { OutboxEvent } from '../../../adapters/postgres/outbox.ts';
import type { TraceContext } from '../../../platform/spans.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const event: OutboxEvent = {
  id: 7n,
  orderId: 'o-1',
  sequence: 12,
  type: 'orders.confirmed',
  at: new Date('2026-01-15T09:30:00.000Z'),
  actor: 'api',
  requestId: 'req-1',
  traceparent,
  tracestate: 'vendor=1,other=a b',
  body: '{}',
  wasRefused: false,
};

function headersOf(changes: Partial<OutboxEvent> = {}, sender: TraceContext = {}): Record<string, string> {
  const headers = cloudEventHeaders({ ...event, ...changes }, 'https://orders.example', sender);
  return Object.fromEntries(headers.keys().map((name) => [name, headers.get(name)]));
}

describe('an event in the stream', () => {
  it('is a CloudEvent in binary mode with the extensions sequence and distributed tracing', () => {
    expect(headersOf()).toEqual({
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'o-1:12',
      'ce-type': 'orders.confirmed',
      'ce-source': '/orders',
      'ce-subject': 'o-1',
      'ce-time': '2026-01-15T09:30:00.000Z',
      'ce-datacontenttype': 'application/json',
      'ce-dataschema': 'https://orders.example/asyncapi.json#/components/schemas/OrderSnapshot',
      'ce-sequence': '0000000012',
      'ce-actor': 'api',
      'ce-requestid': 'req-1',
      traceparent,
      'ce-traceparent': traceparent,
      tracestate: 'vendor=1,other=a b',
      'ce-tracestate': 'vendor=1,other=a b',
    });
  });

  it('says where it was made, and its message who sent it', () => {
    const sender = { traceparent: traceparent.replace('b7ad6b7169203331', '00f067aa0ba902b7') };
    const { traceparent: sent, tracestate, 'ce-traceparent': made, 'ce-tracestate': state } = headersOf({}, sender);
    expect({ sent, tracestate, made, state }).toEqual({ sent: sender.traceparent, made: traceparent, state: 'vendor=1,other=a b' });
  });

  it('names its attributes as CloudEvents does: lower case letters and digits', () => {
    for (const name of Object.keys(headersOf())) expect(name).toMatch(/^(ce-[a-z0-9]{1,20}|content-type|traceparent|tracestate)$/);
  });

  it('has a sequence that sorts as text as it does as a number', () => {
    const sequences = [1, 2, 9, 10, 11, 99, 100, 1000, 2 ** 31 - 1];
    const texts = sequences.map((sequence) => headersOf({ sequence })['ce-sequence'] ?? '');
    expect(texts.toReversed().toSorted((one, other) => (one < other ? -1 : 1))).toEqual(texts);
    expect(texts.map(Number)).toEqual(sequences);
    expect(new Set(texts.map((text) => text?.length))).toEqual(new Set([10]));
  });

  it('keeps its id, in which the sequence is a number', () => {
    expect(eventId({ orderId: 'o-1', sequence: 2 })).toBe('o-1:2');
  });

  it('has no attribute without a value: CloudEvents has no empty ones', () => {
    expect(
      Object.keys(headersOf({ requestId: null, traceparent: null, tracestate: null })).filter((name) => /trace|request/.test(name)),
    ).toEqual([]);
  });
});
