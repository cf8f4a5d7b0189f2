import { z } from 'zod';
import { positive } from './variable-kinds.ts';

const LIST_OF_NUMBERS = /^\d+(,\d+)*$/;
const numbers = z
  .string()
  .regex(LIST_OF_NUMBERS, 'must be whole numbers, separated by commas')
  .transform((text) => text.split(',').map(Number));

/** Webhooks to subscribers. */
export const webhookVariables = {
  WEBHOOK_TARGETS: z.enum(['public', 'any']).optional().meta({
    group: 'Webhooks',
    shown: 'public; `npm start`: mostly any',
    description: '`public`: https to public addresses only; `any`: also http, any port, and addresses of this machine and network',
  }),
  WEBHOOK_PORTS: numbers
    .refine((ports) => ports.every((port) => port >= 1 && port <= 65_535), 'must be ports')
    .default([443])
    .meta({
      group: 'Webhooks',
      description: 'ports that webhooks may go to, separated by commas; with WEBHOOK_TARGETS `any` to every port',
    }),
  WEBHOOK_RETRY_SECONDS: numbers.default([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]).meta({
    group: 'Webhooks',
    shown: 'nine, from 5 to 86400',
    description: 'waits between the tries of a delivery, each moved at random by up to a tenth; after the last try it is dead (seconds)',
  }),
  WEBHOOK_RETENTION_DAYS: positive.default(30).meta({
    group: 'Webhooks',
    description: 'how long a delivery that is settled, also a dead one, is kept to be looked at and replayed (days)',
  }),
};
