import type { Config } from '../../platform/config.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { acceptedOnce, onlyKnownAnswers } from './verdict/acceptance.ts';
import { atItsEnd } from './verdict/ends.ts';
import type { Evidence, Violation } from './verdict/evidence.ts';
import { parcelsAgree, stockAgrees } from './verdict/goods.ts';
import { moneyAgrees } from './verdict/money.ts';
import { followerAgrees, streamAgrees, subscriberAgrees, watcherAgrees } from './verdict/stream.ts';
import { finalAnswersHold, neverBack, shownAsItWas } from './verdict/truth.ts';

const CHECKS = [
  onlyKnownAnswers,
  acceptedOnce,
  finalAnswersHold,
  shownAsItWas,
  neverBack,
  atItsEnd,
  moneyAgrees,
  parcelsAgree,
  stockAgrees,
  streamAgrees,
  followerAgrees,
  watcherAgrees,
  subscriberAgrees,
];

/** Everything in which the callers' records and the ledgers of database, stream, provider and carrier do not agree. */
export function violationsOf(evidence: Evidence): Violation[] {
  return CHECKS.flatMap((check) => [...check(evidence)]);
}

/** What `check:invariants` finds, as it says it. */
export async function brokenInvariants({ database, temporal, nats, reconcileEveryMs }: Config): Promise<Violation[]> {
  const { code, said } = await runScript('tools/check-invariants.ts', [], {
    ...process.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    NATS_URL: nats.url,
    RECONCILE_EVERY: String(reconcileEveryMs / 1000),
  });
  if (code === 0) return [];
  const lines = said.split('\n').filter((line) => /^(✗| {6}\S)|Error/.test(line));
  return [{ check: 'check:invariants', says: `exit code ${code}\n${(lines.length > 0 ? lines : [said]).join('\n')}` }];
}
