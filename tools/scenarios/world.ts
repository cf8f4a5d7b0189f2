import type { Client } from '@temporalio/client';
import type { OrdersApi } from '../../clients/orders-api.ts';

/** The system that the orders go through. */
export interface World {
  readonly api: OrdersApi;
  readonly temporal: Client;
  /** The database in which the simulated provider keeps its ledger. */
  readonly ledgerUrl: string;
  /** Signs as the system's carrier does (whsec_…). */
  readonly carrierSecret: string | undefined;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** What not every system offers, and why a scenario that needs it is left out there. */
export const NEEDS = {
  quick_clocks: 'it waits for clocks that only a system of the demo’s own has quick',
  small_parcels: 'it needs parcels that hold ten units (PARCEL_MAX_UNITS)',
  own_ledger: 'it locks a row of the provider’s ledger, which is done only in a system of the demo’s own',
  carrier_secret: 'it signs as the carrier, whose secret is not known here (CARRIER_WEBHOOK_SECRET, DATA_DIR)',
} as const;
export type Need = keyof typeof NEEDS;

/** For a system whose larger orders are split. */
export const SMALL_PARCELS = { PARCEL_MAX_UNITS: '10' };

/** For a system that has quick clocks: everything that a person would wait minutes or days for happens within seconds. */
export const QUICK_CLOCKS = {
  CARRIER_PICKUP_MS: '1500',
  CARRIER_DELIVERY_MS: '1000',
  RECONCILE_EVERY: '5',
  CARRIER_SILENCE_MINUTES: '0.05',
  CARRIER_LATE_HOURS: '0.005',
  PATIENCE_MINUTES: '0.25',
};
