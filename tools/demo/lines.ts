import { styleText } from 'node:util';
import { SPARE, THIRTY } from '../scenarios/all-scenarios.ts';
import { endText } from '../scenarios/end.ts';
import type { Played } from '../scenarios/play.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { NEEDS } from '../scenarios/world.ts';
import type { Entry } from './entries.ts';

const NAME_WIDTH = Math.max(...[...THIRTY, ...SPARE].map(({ name }) => name.length));
const ORDER_NUMBER_WIDTH = 11;

/** What became of one order; what was expected stands below when it became something else. */
export function playedLines({ number, scenario }: Entry, { orderNumber = '', path, besides, tookMs, problems }: Played): string[] {
  const mark = problems.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(6);
  const what = [path.join(' → '), ...besides].filter(Boolean).join(' · ');
  const line = `${mark} ${String(number).padStart(2)} ${scenario.name.padEnd(NAME_WIDTH)}  ${orderNumber.padEnd(ORDER_NUMBER_WIDTH)} ${took}  ${what}`;
  const expected = `     expected: ${endText(scenario.ends)}`;
  return problems.length === 0 ? [line] : [line, expected, ...problems.map((problem) => `     but ${problem}`)];
}

/** Which scenarios cannot be shown here, why, and what is shown instead. */
export function replacementLines(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ number, scenario, insteadOf }) =>
    insteadOf ? [`  ${number}: "${scenario.name}" instead of "${insteadOf.name}": ${NEEDS[insteadOf.needs]}`] : [],
  );
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
  const told = ({ name, description }: Scenario) => `${name.padEnd(NAME_WIDTH)}  ${description}`;
  return [
    ...THIRTY.map((scenario, index) => `${String(index + 1).padStart(2)} ${told(scenario)}`),
    '',
    'Taken where one of the thirty cannot be shown:',
    ...SPARE.map((scenario) => `   ${told(scenario)}`),
  ];
}
