import { overBudget } from '../../../bench/budget.ts';
import { comparison } from '../../../bench/compare.ts';
import { allRounds, mergedResult, type Result } from '../../../bench/result.ts';
import type { Figure, Part } from '../../../bench/section.ts';
import { median, ratioBeside, tableOf } from '../../../bench/table.ts';

const floor: Figure = { name: 'floor', unit: 'ms', rounds: [10, 20, 40] };
const order: Figure = { name: 'order', unit: 'ms', rounds: [30, 40, 160], beside: 'floor' };

function result(commit: string, figures: readonly Figure[], part: Part = 'cost'): Result {
  return { at: '2026-11-21T12:00:00Z', commit, machine: '', command: '', rounds: 3, sections: [{ part, title: part, how: '', figures }] };
}

it('takes the middle value, and between two middle ones their mean', () => {
  expect([median([9, 1, 5]), median([4, 1, 2, 9]), median([])]).toEqual([5, 3, Number.NaN]);
});

it('compares within each round, so that a busy one counts on both sides', () => {
  expect(ratioBeside(order, { figures: [floor, order] })).toBe(3);
  expect(ratioBeside(floor, { figures: [floor, order] })).toBeUndefined();
});

it('shows the median, its spread and its ratio', () => {
  const [, , floorRow, orderRow] = tableOf({ title: '', how: '', figures: [floor, order] }).split('\n');
  expect(floorRow).toMatch(/floor +\| 20\.0 +\| ms +\| 10\.0 – 40\.0/);
  expect(orderRow).toContain('3.00 × floor');
});

it('says what has grown past its budget, and nothing of what has none', () => {
  const events: Figure = { name: 'history events', unit: 'count', rounds: [26] };
  expect(overBudget([{ figures: [events, floor] }], { 'history events': 25 })).toEqual([
    'history events: 26 an order, where bench/budget.json allows 25',
  ]);
  expect(overBudget([{ figures: [events] }], { 'history events': 26 })).toEqual([]);
});

it('sets two results against each other by what each stands beside', () => {
  const faster = { ...order, rounds: [15, 20, 80] };
  const slowMachine = { ...floor, rounds: [20, 40, 80] };
  const table = comparison(result('aaa', [floor, order]), result('bbb', [slowMachine, { ...order, rounds: [30, 40, 160] }]));
  expect(table).toMatch(/order +\| 40\.0 ms +\| 40\.0 ms +\| 1\.00 × +\| 0\.50 ×/);
  expect(comparison(result('aaa', [floor, order]), result('bbb', [floor, faster]))).toContain('0.50 ×');
});

it('keeps the parts of earlier runs, each with the run that it is of, in the order in which all are measured', () => {
  const memory = mergedResult(undefined, result('aaa', [floor], 'memory'));
  const costToo = mergedResult(memory, result('bbb', [order]));
  const costAgain = mergedResult(costToo, result('ccc', [floor]));
  const found = ({ sections }: Result) => sections.map(({ part, earlier }) => [part, earlier?.commit]);
  expect([memory, costToo, costAgain].map(found)).toEqual([
    [['memory', undefined]],
    [
      ['cost', undefined],
      ['memory', 'aaa'],
    ],
    [
      ['cost', undefined],
      ['memory', 'aaa'],
    ],
  ]);
  expect(costAgain.sections[0]?.figures).toEqual([floor]);
});

it('takes runs that were made in turns as the rounds of one', () => {
  const runs = [result('aaa', [{ ...floor, rounds: [10] }, order]), result('aaa', [{ ...floor, rounds: [30] }])];
  expect(allRounds(runs)).toMatchObject({ rounds: 2, sections: [{ figures: [{ name: 'floor', rounds: [10, 30] }] }] });
});
