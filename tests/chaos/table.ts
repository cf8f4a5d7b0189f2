import type { Injected } from './inject.ts';
import type { Told } from './record.ts';
import type { Settling } from './settle.ts';
import type { Evidence, Violation } from './verdict/evidence.ts';

export interface Outcome {
  readonly injected: readonly Injected[];
  readonly evidence: Evidence;
  readonly sent: number;
  /** How often whoever follows events had to come back, and was sent the same webhook again. */
  readonly comebacks: { readonly http: number; readonly grpc: number; readonly webhooks: number };
  readonly deadlocks: number;
  readonly settling: Settling;
  readonly violations: readonly Violation[];
}

const SHOWN = 40;

/** The run in figures, and what was violated. */
export function tableOf({ injected, evidence, sent, comebacks, deadlocks, settling, violations }: Outcome): string[] {
  const { scripts, histories, tolds } = evidence;
  const onGrpc = new Set(scripts.filter(({ transport }) => transport === 'grpc').map(({ number }) => number));
  const rows: [string, string | number][] = [
    ...[...Map.groupBy(injected, ({ kind }) => kind)].toSorted(byName).map(([kind, all]): [string, string] => [kind, timesOf(all)]),
    ['', ''],
    ['orders', `${scripts.length} asked for, ${histories.length} exist`],
    ...[...Map.groupBy(histories, ({ order }) => order.status)]
      .toSorted(byName)
      .map(([status, all]): [string, number] => [`  ${status}`, all.length]),
    ['requests', sent],
    ['  repeated', tolds.filter(({ attempt }) => attempt > 1).length],
    ['  without an answer', tolds.filter(isLost).length],
    ['  answered 503 or 429', tolds.filter(({ status }) => status === 503 || status === 429).length],
    ['  of callers on gRPC', tolds.filter(({ script }) => onGrpc.has(script)).length],
    ['events heard over HTTP', evidence.heard.length],
    ['  streams taken up again', comebacks.http],
    ['events heard over gRPC', evidence.watched.length],
    ['  calls made again', comebacks.grpc],
    ['webhooks taken', evidence.delivered.length],
    ['  and again', comebacks.webhooks],
    ['deadlocks', deadlocks],
    ['time to settle', `${(settling.tookMs / 1000).toFixed(1)} s${settling.isSettled ? '' : ', and not settled'}`],
    ['violations', violations.length],
  ];
  return [...rows.map(([name, value]) => (name === '' ? '' : `  ${name.padEnd(40)} ${value}`)), ...violationLines(violations)];
}

function violationLines(violations: readonly Violation[]): string[] {
  const lines = violations.slice(0, SHOWN).map(({ check, script, orderId, says }) => {
    const place = [...(script === undefined ? [] : [`caller ${script}`]), ...(orderId === undefined ? [] : [orderId])].join(', ');
    return `✗ ${check}: ${place === '' ? '' : `${place}: `}${says}`;
  });
  return violations.length > SHOWN ? [...lines, `✗ … and ${violations.length - SHOWN} more`] : lines;
}

function timesOf(all: readonly Injected[]): string {
  const missed = all.filter((each) => each.missed).length;
  return `${all.length - missed}${missed === 0 ? '' : `, ${missed} missed`}`;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one.localeCompare(other);
}

function isLost({ lost }: Told): boolean {
  return lost !== undefined;
}
