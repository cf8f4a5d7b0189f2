import { durations, gauge } from './registry.ts';

/** One operation of a partner's port. */
interface Operation {
  readonly partner: string;
  readonly operation: string;
}

const callDuration = durations({
  name: 'partner_call_duration_seconds',
  help: 'Time that a call to a partner took; calls that an open circuit spares are not among them',
  labelNames: ['partner', 'operation', 'outcome'] as const,
  // To the 10 s after which a call is given up.
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

const circuits = gauge({
  name: 'circuit_open',
  help: '1 while calls to a partner fail at once, because it kept failing',
  labelNames: ['partner', 'operation'] as const,
});

export function observePartnerCall({ outcome, seconds, ...of }: Operation & { outcome: string; seconds: number }): void {
  callDuration({ ...of, outcome }, seconds);
  // A circuit that never was open shows as closed.
  circuits.inc(of, 0);
}

export function setCircuit({ partner, operation }: Operation, isOpen: boolean): void {
  circuits.set({ partner, operation }, isOpen ? 1 : 0);
}
