/** The task queues of those partners that have one of their own: `PARTNER_STEPS_PER_SECOND`. */
export type PartnerQueues = Readonly<Partial<Record<'payment' | 'carrier', string>>>;

/** What an order's workflow is told of the configuration when it starts; it keeps to it until its end. */
export interface RunSettings {
  readonly partnerQueues: PartnerQueues;
  /** How long a partner may fail a step before the order is listed for a person (ms). */
  readonly escalateAfterMs: number;
  /** How long the carrier may be silent before it is asked; each time it has nothing new, twice as long (ms). */
  readonly carrierSilenceMs: number;
  /** How long a parcel may stay where it is before a person is asked (ms). */
  readonly carrierLateMs: number;
}
