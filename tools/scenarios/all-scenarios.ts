import { cancels, spareVoidFails } from './cancels.ts';
import { ordinary } from './ordinary.ts';
import { parcels } from './parcels.ts';
import { payments, spareAuthoriseFails, spareCaptureFails, spareCustomerDeclines } from './payments.ts';
import { refunds } from './refunds.ts';
import { repairs } from './repairs.ts';
import type { Scenario } from './scenario.ts';

export const THIRTY: readonly Scenario[] = [...ordinary, ...payments, ...cancels, ...parcels, ...refunds, ...repairs];

/** As many as there are scenarios that need something. */
export const SPARE: readonly Scenario[] = [spareVoidFails, spareCustomerDeclines, spareCaptureFails, spareAuthoriseFails];
