import type { World } from '../world.ts';
import { apply } from './apply.ts';
import { canary } from './canary.ts';
import { changeWorkflow } from './change-workflow.ts';
import { drain } from './drain.ts';
import { failingSetUp } from './failing-set-up.ts';
import { nodeDeath } from './node-death.ts';
import { scale } from './scale.ts';
import { upgrade } from './upgrade.ts';

/** After an install by Helm, each can go without the others; the last one leaves workers with a build. */
export const STEPS = {
  upgrade,
  'failing-set-up': failingSetUp,
  drain,
  'node-death': nodeDeath,
  scale,
  canary,
  apply,
  'change-workflow': changeWorkflow,
} as const satisfies Readonly<Record<string, (world: World) => Promise<void>>>;
