import type { Fault } from '../fault.ts';
import { sabotage } from './sabotage.ts';
import type { Injection } from './world.ts';

/** The partners' statements give up after 4 s: some of the calls are answered later than that. */
const SLOW_SECONDS = 6;
/** 58030, an error of its disk: says nothing about the call itself. */
const OUT_OF_ORDER = '58030';
const LEDGERS = ['partners.payments', 'partners.refunds', 'partners.shipments'];

/** The simulated partners' ledgers are slow, or fail. What a payment's token has its provider do comes on top. */
export const provider: Injection<Fault & { family: 'provider' }> = async ({ how }, { config }) =>
  how === 'slow'
    ? sabotage(config.database.url, 'chaos_slow', { tables: LEDGERS, share: 0.5, takesSeconds: SLOW_SECONDS })
    : sabotage(config.database.url, 'chaos_failing', { tables: LEDGERS, share: 0.7, failsWith: OUT_OF_ORDER });
