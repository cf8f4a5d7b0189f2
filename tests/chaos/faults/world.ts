import type { ChaosSystem } from '../system.ts';

/** What a fault is done to. */
export type Target = Pick<ChaosSystem, 'config' | 'toxiproxy' | 'topology' | 'pidOf' | 'isReady' | 'failOver'>;

/** Takes the fault back. */
export type Lift = () => Promise<void>;

/** Does something to the system; it lasts until it is lifted. @throws when it could not be done */
export type Injection<F> = (fault: F, target: Target) => Promise<Lift>;

export const nothingToLift: Lift = async () => undefined;

/** The service is not running in this moment, most likely because of another fault. */
export class NotThere extends Error {
  override name = 'NotThere';
}
