import { createActivities, type Activities } from '../../activities/index.ts';
import { planOneParcel } from '../../domain/fulfilment-planner.ts';
import { RETURN_TERMS } from './return-terms.ts';
import { portsOver, type World } from './workflow-world.ts';

const HOUR_MS = 3_600_000;

/** The activities as they are set up for an order of one parcel, over a world at this instant. */
export function activitiesOver(
  worldOf: () => World,
  now: () => Date,
  over: Partial<Parameters<typeof createActivities>[0]> = {},
): Activities {
  return createActivities({
    ...portsOver(worldOf),
    planShipments: planOneParcel,
    reservationMs: HOUR_MS,
    backorderMs: HOUR_MS,
    renewBeforeMs: HOUR_MS,
    capturePerShipment: false,
    returns: RETURN_TERMS,
    now,
    onFailedTry: () => undefined,
    isCancelled: () => false,
    ...over,
  });
}
