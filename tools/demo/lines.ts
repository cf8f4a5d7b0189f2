import { styleText } from 'node:util';
import { UsageError } from '../../platform/command-line.ts';
import { SCENARIOS } from '../scenarios/all-scenarios.ts';
import { endText } from '../scenarios/end.ts';
import type { Played } from '../scenarios/play.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { NEEDS } from '../scenarios/world.ts';

const NAME_WIDTH = Math.max(...SCENARIOS.map(({ name }) => name.length));
const ORDER_NUMBER_WIDTH = 11;

const numberOf = (scenario: Scenario) => String(SCENARIOS.indexOf(scenario) + 1).padStart(2);

/** Those that were asked for by number or name, or all. @throws UsageError for what is no number and no name */
export function chosen(asked: readonly string[]): readonly Scenario[] {
  if (asked.length === 0) return SCENARIOS;
  return asked.map((text) => {
    const scenario = SCENARIOS.find(({ name }, index) => text === name || text === String(index + 1));
    if (!scenario) throw new UsageError(`There is no order "${text}"; npm run demo:life -- --list names them.`);
    return scenario;
  });
}

/** What became of one order; what was expected stands below when it became something else. */
export function playedLines(scenario: Scenario, { orderNumber = '', path, besides, tookMs, problems }: Played): string[] {
  const mark = problems.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(6);
  const what = [path.join(' → '), ...besides].filter(Boolean).join(' · ');
  const line = `${mark} ${numberOf(scenario)} ${scenario.name.padEnd(NAME_WIDTH)}  ${orderNumber.padEnd(ORDER_NUMBER_WIDTH)} ${took}  ${what}`;
  const expected = `     expected: ${endText(scenario.ends)}`;
  return problems.length === 0 ? [line] : [line, expected, ...problems.map((problem) => `     but ${problem}`)];
}

/** Why a scenario is not shown on a system that lacks what it needs. */
export function leftOutLine(scenario: Scenario): string {
  const why = scenario.needs === undefined ? '' : NEEDS[scenario.needs];
  return `– ${numberOf(scenario)} ${scenario.name.padEnd(NAME_WIDTH)}  left out: ${why}`;
}

export function summaryLine(all: readonly Played[], tookMs: number): string {
  const good = all.filter(({ problems }) => problems.length === 0).length;
  const took = `in ${Math.round(tookMs / 1000)} s`;
  const orders = (count: number) => `${count} ${count === 1 ? 'order' : 'orders'}`;
  return good === all.length
    ? `${orders(good)} ended as expected, ${took}.`
    : `${good} of ${orders(all.length)} ended as expected, ${took}; ${all.length - good} did not.`;
}

/** Every scenario with what happens in it. */
export function listLines(): string[] {
  return SCENARIOS.map((scenario) => `${numberOf(scenario)} ${scenario.name.padEnd(NAME_WIDTH)}  ${scenario.description}`);
}
