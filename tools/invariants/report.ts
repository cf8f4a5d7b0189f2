import { MOST_VIOLATIONS, type Source } from './check.ts';
import type { Finding } from './settle.ts';

/** 1 when something is violated, else 2 when something that was needed could not be looked at, else 0. */
export function exitCodeOf(findings: readonly Finding[], allowMissing: readonly Source[]): 0 | 1 | 2 {
  if (findings.some(({ violations }) => violations.length > 0)) return 1;
  return findings.some(({ missing }) => missing && !allowMissing.includes(missing.source)) ? 2 : 0;
}

/** One line a check, then one line for each of its violations. */
export function reportLines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ check }) => check.title.length));
  return [...findings.flatMap((finding) => linesOf(finding, width)), '', summary(findings)];
}

function linesOf({ check, looked, violations, missing }: Finding, width: number): string[] {
  const name = `${check.number.padEnd(3)} ${check.title.padEnd(width)}`;
  if (missing) return [`- ${name}  not looked at: ${missing.message}`];
  const mark = violations.length > 0 ? '✗' : '✓';
  return [
    `${mark} ${name}  ${grouped(looked).padStart(9)} ${check.of.padEnd(12)}  ${violationsText(violations.length)}`,
    ...violations.map(({ id, says }) => `      ${id}  ${says}`),
  ];
}

function violationsText(count: number): string {
  const most = count >= MOST_VIOLATIONS ? ' or more' : '';
  return `${grouped(count)}${most} ${count === 1 ? 'violation' : 'violations'}`;
}

function summary(findings: readonly Finding[]): string {
  const looked = findings.filter(({ missing }) => !missing);
  const broken = looked.filter(({ violations }) => violations.length > 0);
  const skipped = findings.length - looked.length;
  const ids = new Set(broken.flatMap(({ violations }) => violations.map(({ id }) => id)));
  if (looked.length === 0) return 'Nothing could be looked at.';
  const held =
    broken.length === 0
      ? `All ${looked.length} checks hold`
      : `Violated: ${broken.length} of ${looked.length} checks, in ${ids.size} ${ids.size === 1 ? 'place' : 'places'}`;
  return skipped === 0 ? `${held}.` : `${held}; ${skipped} could not be looked at.`;
}

export function reportJson(findings: readonly Finding[], since: Date | null, exitCode: number): string {
  const checks = findings.map(({ check, looked, violations, missing }) => ({
    number: check.number,
    title: check.title,
    ...(missing ? { notLookedAt: { source: missing.source, reason: missing.message } } : { of: check.of, looked }),
    violations: violations.map(({ id, says }) => ({ id, says })),
  }));
  return JSON.stringify({ since, exitCode, checks }, null, 2);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
