import { fromJson, toJsonString, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { z } from 'zod';
import { fieldPath } from '../../../../api/grpc/field-path.ts';
import { orderMessage } from '../../../../api/grpc/order-message.ts';
import { createOrderBody as bodyOf } from '../../../../api/grpc/request-bodies.ts';
import { orderAnswer } from '../../../../api/http/orders/response-schemas.ts';
import { listQuery } from '../../../../api/orders/list-query.ts';
import { cancelOrderBody, createOrderBody, refundBody } from '../../../../api/orders/request-schemas.ts';
import {
  AddressSchema,
  CancelOrderRequestSchema,
  CreateOrderRequestSchema,
  ListOrdersRequestSchema,
  OrderSchema,
  RefundOrderRequestSchema,
} from '../../../../proto/generated/orders/v1/orders_pb.ts';
import { createdOrder } from '../../../../domain/order.ts';
import { viewOf } from '../../../../domain/order-view.ts';
import { membersNamed } from '../../../support/members-of.ts';
import { wholeOrder } from '../../../support/whole-order.ts';
import { wholeRequest } from '../../../support/whole-request.ts';
import { NOW, request } from '../support/fakes.ts';

/** Members that a schema has in JSON and the message has no field for. */
function missing(schema: z.ZodType, message: DescMessage): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Parameters<typeof membersNamed>[0];
  return membersNamed(json).filter((pointer) => fieldOf(message, pointer) === undefined);
}

/** Where there are lists the pointer has a dash. */
function fieldOf(message: DescMessage, pointer: string): DescField | undefined {
  const [name = '', ...rest] = pointer.split('/').filter((step) => step !== '' && step !== '-');
  const field = message.fields.find(({ jsonName }) => jsonName === name);
  return rest.length === 0 ? field : field?.message && fieldOf(field.message, `/${rest.join('/')}`);
}

describe('the messages', () => {
  it.each([
    ['an order', orderAnswer, OrderSchema],
    ['an order to be made', createOrderBody, CreateOrderRequestSchema],
    ['a cancel', cancelOrderBody, CancelOrderRequestSchema],
    ['a refund', refundBody, RefundOrderRequestSchema],
    ['a list', listQuery, ListOrdersRequestSchema],
  ])('have a field for each member that %s has over HTTP', (_what, schema, message) => {
    expect(missing(schema, message)).toEqual([]);
    // Of a message without fields everything would be missing.
    expect(missing(schema, AddressSchema)).not.toEqual([]);
  });

  it('carry an order whole', () => {
    const order = viewOf(wholeOrder());
    const asNumbers = (_name: string, value: unknown) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value);
    const carried = JSON.parse(toJsonString(OrderSchema, orderMessage(order), { alwaysEmitImplicit: true }), asNumbers) as unknown;
    expect(carried).toEqual(JSON.parse(JSON.stringify(order), asNumbers));
  });

  it('bring an order to be made to where it has every member that it has over HTTP', () => {
    expect(bodyOf(fromJson(CreateOrderRequestSchema, wholeRequest()))).toEqual(wholeRequest());
  });

  it('take no notice of a member that they do not know yet', () => {
    const order = { ...viewOf(createdOrder('00000000-0000-4000-8000-000000000001', request(), NOW)), loyaltyPoints: 7 };
    expect(orderMessage(order).status).toBe('CREATED');
  });
});

describe('the place of a fault', () => {
  it.each([
    ['/customerId', 'customer_id'],
    ['/items/12/priceCents', 'items[12].price_cents'],
    ['/shipTo/postalCode', 'ship_to.postal_code'],
    ['/metadata/a~1b~0c', 'metadata[a/b~c]'],
    ['?createdAfter', 'created_after'],
    ['?metadata.a.b', 'metadata[a.b]'],
    ['Idempotency-Key', 'idempotency-key'],
  ])('%s is the field %s', (pointer, path) => {
    const message = pointer.startsWith('?') ? ListOrdersRequestSchema : CreateOrderRequestSchema;
    expect(fieldPath(message, pointer)).toBe(path);
  });
});
