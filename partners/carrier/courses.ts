import type { ShipmentStatus } from '../../domain/shipment.ts';

/** Where a parcel is from a moment on: at the pick-up (0), at the delivery (1), or as much later again (2); in this order. */
type Course = Readonly<Partial<Record<ShipmentStatus, 0 | 1 | 2>>>;

/**
 * How parcels travel. The postal code `SIM-LOST` puts one on the course `lost`; any other place has ordinary ones. Of two with a slash
 * between them, `OK/SIM-LOST`, the second one is for all parcels of an order but the first.
 */
const COURSES: ReadonlyMap<string, Course> = new Map(
  Object.entries<Course>({
    delivers: { picked_up: 0, delivered: 1 },
    lost: { picked_up: 0, lost: 1 },
    found: { picked_up: 0, lost: 1, delivered: 2 },
    refused: { picked_up: 0, returning: 1, returned: 2 },
    stuck: { picked_up: 0 },
    silent: { picked_up: 0, delivered: 1 },
    keeps: { picked_up: 0, delivered: 1 },
  }),
);
const ORDINARY = 'delivers';
/** Nobody is told of it. */
export const SILENT = 'silent';
/** No cancel of it is let through. */
export const KEEPS = 'keeps';

/** `place`: of the parcel in its order, from 1. */
export function courseTo(postalCode: string | undefined, place: number): string {
  const [first = '', further = first] = (postalCode ?? '').split('/');
  const course = /^SIM-([A-Z]+)$/.exec(place === 1 ? first : further)?.[1]?.toLowerCase();
  return course !== undefined && COURSES.has(course) ? course : ORDINARY;
}

export interface Journey {
  readonly course: string;
  readonly pickUpAt: Date;
  readonly deliverAt: Date;
}

export interface Stage {
  readonly status: ShipmentStatus;
  readonly at: Date;
}

/** When a parcel comes to be where. */
export function stagesOf({ course, pickUpAt, deliverAt }: Journey): readonly Stage[] {
  const legMs = deliverAt.getTime() - pickUpAt.getTime();
  const stages = Object.entries(COURSES.get(course) ?? {}) as [ShipmentStatus, number][];
  return stages.map(([status, legs]) => ({ status, at: new Date(pickUpAt.getTime() + legs * legMs) }));
}
