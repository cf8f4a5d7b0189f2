import type { Fault } from '../fault.ts';
import { type Injection, NotThere, nothingToLift } from './world.ts';

/** The machine of the primary is gone, and whoever looks after PostgreSQL promotes the replica. */
export const failover: Injection<Fault & { family: 'failover' }> = async (_fault, { failOver }) => {
  if (failOver === undefined) throw new NotThere('there is no replica');
  await failOver();
  return nothingToLift;
};
