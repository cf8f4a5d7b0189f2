import type { Shipment, ShipmentStatus } from '../domain/shipment.ts';

/** What a workflow is told of a shipment. */
export interface ShipmentFacts {
  readonly shipmentId: string;
  readonly status: ShipmentStatus;
}

export function shipmentFacts({ shipmentId, status }: Shipment): ShipmentFacts {
  return { shipmentId, status };
}
