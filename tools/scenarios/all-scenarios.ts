import { lineCancels } from './line-cancels.ts';
import { backorders } from './backorders.ts';
import { cancels } from './cancels.ts';
import { edits } from './edits.ts';
import { holds } from './holds.ts';
import { ordinary } from './ordinary.ts';
import { parcels } from './parcels.ts';
import { payments } from './payments.ts';
import { split } from './split.ts';
import { refunds } from './refunds.ts';
import { repairs } from './repairs.ts';
import { returns } from './returns.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...ordinary,
  ...payments,
  ...cancels,
  ...parcels,
  ...refunds,
  ...repairs,
  ...holds,
  ...split,
  ...lineCancels,
  ...returns,
  ...backorders,
  ...edits,
];
