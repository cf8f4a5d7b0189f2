import type { WorkflowClientInterceptor } from '@temporalio/client';
import { CUSTOMER_ID } from '../../workflows/messages.ts';

/** Where payloads are encrypted workflows start without the customer among their search attributes, which no codec sees. */
export const withoutCustomer: WorkflowClientInterceptor = {
  startWithDetails: ({ options, ...input }, next) => {
    const { typedSearchAttributes: given } = options;
    const typedSearchAttributes = Array.isArray(given) ? given.filter(({ key }) => key.name !== CUSTOMER_ID.name) : given;
    return next({ ...input, options: { ...options, ...(typedSearchAttributes && { typedSearchAttributes }) } });
  },
};
