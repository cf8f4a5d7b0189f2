import { z } from 'zod';
import { RETURN_APPROVALS } from '../domain/return-approval.ts';
import { duration } from './variable-kinds.ts';

/** What customers may send back, and for how long they are waited for. */
export const returnVariables = {
  RETURN_APPROVAL: z
    .enum(RETURN_APPROVALS)
    .default('auto')
    .meta({ group: 'Limits', description: 'who approves returns: `auto` approves each at once, `manual` leaves it to a person' }),
  RETURN_WINDOW_DAYS: duration
    .default(30)
    .meta({ group: 'Limits', description: 'how long after its delivery the goods of a parcel can be announced to come back (days)' }),
  RETURN_EXPIRY_DAYS: duration
    .default(60)
    .meta({ group: 'Limits', description: 'how long the goods of an approved return are waited for (days)' }),
};
