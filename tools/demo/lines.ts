import { styleText } from 'node:util';
import { endText } from './end.ts';
import { type Entry, SPARE, THIRTY } from './kinds/all-kinds.ts';
import type { Result } from './take-through.ts';
import { NEEDS } from './world.ts';

const NAME_WIDTH = Math.max(...[...THIRTY, ...SPARE].map(({ name }) => name.length));
const ORDER_NUMBER_WIDTH = 11;

/** What became of one order; what was expected stands below when it became something else. */
export function resultLines({ number, kind }: Entry, { orderNumber = '', path, besides, tookMs, problems }: Result): string[] {
  const mark = problems.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(6);
  const what = [path.join(' → '), ...besides].filter(Boolean).join(' · ');
  const line = `${mark} ${String(number).padStart(2)} ${kind.name.padEnd(NAME_WIDTH)}  ${orderNumber.padEnd(ORDER_NUMBER_WIDTH)} ${took}  ${what}`;
  const expected = `     expected: ${endText(kind.ends)}`;
  return problems.length === 0 ? [line] : [line, expected, ...problems.map((problem) => `     but ${problem}`)];
}

/** Which kinds cannot be shown here, why, and what is shown instead. */
export function replacementLines(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ number, kind, insteadOf }) =>
    insteadOf ? [`  ${number}: "${kind.name}" instead of "${insteadOf.name}": ${NEEDS[insteadOf.needs]}`] : [],
  );
}

export function summaryLine(results: readonly Result[], tookMs: number): string {
  const good = results.filter(({ problems }) => problems.length === 0).length;
  const took = `in ${Math.round(tookMs / 1000)} s`;
  const orders = (count: number) => `${count} ${count === 1 ? 'order' : 'orders'}`;
  return good === results.length
    ? `${orders(good)} ended as expected, ${took}.`
    : `${good} of ${orders(results.length)} ended as expected, ${took}; ${results.length - good} did not.`;
}

/** Every kind with its story. */
export function listLines(): string[] {
  const told = ({ name, story }: (typeof THIRTY)[number]) => `${name.padEnd(NAME_WIDTH)}  ${story}`;
  return [
    ...THIRTY.map((kind, index) => `${String(index + 1).padStart(2)} ${told(kind)}`),
    '',
    'Taken where one of the thirty cannot be:',
    ...SPARE.map((kind) => `   ${told(kind)}`),
  ];
}
