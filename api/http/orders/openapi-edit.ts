import { editOrderBody } from '../../orders/edit-schemas.ts';
import { EXAMPLE_ORDERS } from '../examples.ts';
import { jsonBody, operation, requestHeaders, response, responseHeaders } from '../openapi-parts.ts';
import { changeProblems } from './openapi-change.ts';
import { ORDER_TAGS as tags, orderPathOf as pathOf } from './openapi-path.ts';
import { orderAnswer } from './response-schemas.ts';

const { location, etag, replayed } = responseHeaders;

export const edit = operation({
  operationId: 'editOrder',
  tags,
  summary: 'Change what was ordered',
  description:
    'Quantities, new lines, adjustments, the address, the payment method: until it is handed over. What more is needed of stock and money is taken first; whatever fails leaves the order as it was. A dearer order is authorised anew, a cheaper one asks nobody.',
  path: pathOf(EXAMPLE_ORDERS.edit),
  headers: { ...requestHeaders.idempotencyKey, ...requestHeaders.requiredIfMatch },
  requestBody: jsonBody(editOrderBody, { items: [{ lineId: 'line_1', quantity: 3 }], reason: 'one more, please' }),
  responses: {
    '200': response({ description: 'The order as changed', schema: orderAnswer, headers: { ...etag, ...replayed } }),
    '202': response({ description: 'The change is under way; look at the order', schema: orderAnswer, headers: location }),
    ...changeProblems('PRECONDITION_REQUIRED', 'EDIT_REFUSED', 'OUT_OF_STOCK', 'PAYMENT_DECLINED'),
  },
});
