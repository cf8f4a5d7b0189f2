import type { Arguments } from './arguments.ts';
import type { PlannedFault } from './fault.ts';
import { planFaults } from './fault-plan.ts';
import { TOPOLOGIES } from './topology.ts';
import { planOrders, type Script } from './order-plan.ts';

export interface Plan {
  readonly seed: number;
  readonly loadMs: number;
  readonly faults: readonly PlannedFault[];
  readonly scripts: readonly Script[];
}

/** Same arguments, same plan; how its parts fall in between each other is the machine's. */
export function makePlan({ topology, seed, minutes, rate, only }: Omit<Arguments, 'capturePerShipment' | 'keep' | 'prove'>): Plan {
  const loadMs = minutes * 60_000;
  return { seed, loadMs, faults: planFaults(TOPOLOGIES[topology], seed, loadMs, only), scripts: planOrders(seed, loadMs, rate) };
}
