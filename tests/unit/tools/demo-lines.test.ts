import { stripVTControlCharacters } from 'node:util';
import { THIRTY } from '../../../tools/scenarios/all-scenarios.ts';
import { playedLines, summaryLine } from '../../../tools/demo/lines.ts';
import type { Played } from '../../../tools/scenarios/play.ts';

const scenario = THIRTY.find(({ name }) => name === 'card declined');
if (!scenario) throw new Error('there is no such scenario');
const good: Played = { orderNumber: '7F3K9-QX2M0', path: ['CREATED', 'REJECTED'], besides: ['note'], tookMs: 1234, problems: [] };
const bad: Played = { path: [], besides: [], tookMs: 90_000, problems: ['the order was answered 503 instead of 201'] };
const lines = (result: Played) => playedLines({ number: 8, scenario }, result).map(stripVTControlCharacters);

describe('what the demonstration prints', () => {
  it('is one line for an order that ended as expected', () => {
    expect(lines(good)).toEqual([expect.stringMatching(/^✓ {2}8 card declined +7F3K9-QX2M0 +1\.2 s {2}CREATED → REJECTED · note$/)]);
  });

  it('says below what was expected when something else was seen', () => {
    expect(lines(bad)).toEqual([
      expect.stringMatching(/^✗ {2}8 card declined/),
      '     expected: REJECTED (payment_declined), nothing captured, the goods back in stock',
      '     but the order was answered 503 instead of 201',
    ]);
  });

  it('ends with how many ended as expected', () => {
    expect(summaryLine([good, good], 35_400)).toBe('2 orders ended as expected, in 35 s.');
    expect(summaryLine([good, bad], 35_400)).toBe('1 of 2 orders ended as expected, in 35 s; 1 did not.');
  });
});
