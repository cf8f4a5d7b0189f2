import { defaultPayloadConverter, defaultFailureConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { decode } from '../../../adapters/temporal/data-converter.ts';
import { orderStartOptions } from '../../../adapters/temporal/order-start-options.ts';
import { refundStartOptions } from '../../../adapters/temporal/refund-start-options.ts';
import { newOrder } from '../../../domain/order.ts';
import { loadConfig } from '../../../platform/config.ts';
import { cause, order } from '../../support/orders.ts';

const context = { taskQueue: 'orders', settings: loadConfig({ PATIENCE_MINUTES: '3' }).run };

/** Marks what it encodes, and takes nothing that was not marked by it last. */
function codec(mark: string): PayloadCodec {
  const data = (payload: Payload) => Buffer.from(payload.data ?? []).toString();
  const refuse = (text: string) => {
    throw new Error(`${text} was not encoded by ${mark}`);
  };
  return {
    encode: async (payloads) => payloads.map((payload) => ({ ...payload, data: Buffer.from(mark + data(payload)) })),
    decode: async (payloads) =>
      payloads.map((payload) => {
        const text = data(payload);
        return { ...payload, data: Buffer.from(text.startsWith(mark) ? text.slice(mark.length) : refuse(text)) };
      }),
  };
}

describe('a run', () => {
  it('of an order is started with its settings', () => {
    const made = order();
    expect(orderStartOptions(made, cause, context).args).toEqual([{ ...made, cause, settings: context.settings }]);
  });

  it('of a refund is started with its settings', () => {
    const { id, request } = order();
    const refund = { refundId: 're_1', request: { reason: 'scratched' }, cause };
    expect(refundStartOptions(newOrder(id, request, '2026-01-15T09:30:00.000Z'), refund, context).args).toEqual([
      { orderId: id, ...refund, settings: context.settings },
    ]);
  });
});

describe('a value out of a history', () => {
  it('comes back through every codec, the last one first', async () => {
    const payloadCodecs = [codec('compressed:'), codec('encrypted:')];
    let payloads = [defaultPayloadConverter.toPayload({ a: 1 })];
    for (const each of payloadCodecs) payloads = await each.encode(payloads);
    const converter = { payloadConverter: defaultPayloadConverter, failureConverter: defaultFailureConverter, payloadCodecs };
    expect(await decode(converter, payloads[0] ?? {})).toEqual({ a: 1 });
  });
});
