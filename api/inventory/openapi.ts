import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { BODY_CODES, COMMON_CODES, jsonBody, operation, problems, response } from '../http/openapi-parts.ts';
import { money, sku } from '../orders/schemas.ts';
import { setStockBody } from './schemas.ts';

export const stockAnswer = z
  .object({ sku: z.string(), onHand: money, reserved: money, available: money.meta({ description: 'max(0, onHand − reserved)' }) })
  .meta({ id: 'Stock', example: { sku: 'SKU-1', onHand: 100, reserved: 2, available: 98 } });

const tags = ['inventory'];
const path = z.object({ sku });

export const inventoryPaths: ZodOpenApiPathsObject = {
  '/inventory/{sku}': {
    get: operation({
      operationId: 'readStock',
      tags,
      summary: 'Read the stock of a SKU',
      path,
      responses: { '200': response({ description: 'The stock', schema: stockAnswer }), ...problems(...COMMON_CODES, 'SKU_NOT_FOUND') },
    }),
    put: operation({
      operationId: 'setStock',
      tags,
      summary: 'Set what is on hand of a SKU',
      path,
      requestBody: jsonBody(setStockBody),
      responses: { '200': response({ description: 'The stock', schema: stockAnswer }), ...problems(...COMMON_CODES, ...BODY_CODES) },
    }),
  },
};
