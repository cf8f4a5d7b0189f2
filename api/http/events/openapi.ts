import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { CALLER_CODES, EVENTS, operation, problems, requestHeaders } from '../openapi-parts.ts';
import { feedQuery } from './query.ts';

export const feedPaths: ZodOpenApiPathsObject = {
  '/events': {
    get: operation({
      operationId: 'followEvents',
      tags: ['events'],
      summary: 'Follow the events of all orders',
      description:
        'Server-sent events, each a CloudEvent in JSON with the order as its data, at least once and in the order in which they were stored. A stream ends with the token that it was opened with and when the server is replaced: come back with Last-Event-ID, as an EventSource does by itself.',
      query: feedQuery,
      headers: requestHeaders.lastEventId,
      responses: {
        '200': { description: 'The events, as they come', content: EVENTS },
        ...problems(...CALLER_CODES, 'NOT_ACCEPTABLE'),
      },
    }),
  },
};
