import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { CHANGE_CODES, CALLER_CODES, jsonBody, operation, problems, requestHeaders, response, responseHeaders } from '../openapi-parts.ts';
import { money, sku } from '../../orders/request-schemas.ts';
import { setStockBody, stockQuery } from './schemas.ts';

export const stockAnswer = z
  .object({ sku: z.string(), onHand: money, reserved: money, available: money.meta({ description: 'max(0, onHand − reserved)' }) })
  .meta({ id: 'Stock', example: { sku: 'SKU-1', onHand: 100, reserved: 2, available: 98 } });

const listedStock = z
  .object({
    ...stockAnswer.shape,
    missing: money.optional().meta({ description: 'Only with `short`: reserved − onHand' }),
    orderIds: z.array(z.string()).optional().meta({
      description:
        'Only with `short`: orders that cannot be honoured when the oldest reservation is served first; oldest first, at most 100',
    }),
  })
  .meta({ id: 'ListedStock' });

export const stockListAnswer = z
  .object({ skus: z.array(listedStock), nextCursor: z.string().nullable().meta({ description: 'null on the last page' }) })
  .meta({ id: 'StockList' });

const tags = ['inventory'];
const path = z.object({ sku });

export const inventoryPaths: ZodOpenApiPathsObject = {
  '/inventory': {
    get: operation({
      operationId: 'listStock',
      tags,
      summary: 'List the stock, or what is short of it',
      query: stockQuery,
      responses: { '200': response({ description: 'One page, by SKU', schema: stockListAnswer }), ...problems(...CALLER_CODES) },
    }),
  },
  '/inventory/{sku}': {
    get: operation({
      operationId: 'readStock',
      tags,
      summary: 'Read the stock of a SKU',
      path,
      headers: requestHeaders.readPreconditions,
      responses: {
        '200': response({ description: 'The stock', schema: stockAnswer, headers: responseHeaders.stockEtag }),
        '304': response({ description: 'The stock is still the same', headers: responseHeaders.stockEtag }),
        ...problems(...CALLER_CODES, 'SKU_NOT_FOUND', 'PRECONDITION_FAILED'),
      },
    }),
    put: operation({
      operationId: 'setStock',
      tags,
      summary: 'Set what is on hand of a SKU',
      path,
      headers: requestHeaders.changePreconditions,
      requestBody: jsonBody(setStockBody, { onHand: 1000 }),
      responses: {
        '200': response({ description: 'The stock', schema: stockAnswer }),
        ...problems(...CALLER_CODES, 'PRECONDITION_FAILED', ...CHANGE_CODES),
      },
    }),
  },
};
