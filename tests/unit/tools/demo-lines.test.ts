import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { chosen, leftOutLine, listLines, playedLines, summaryLine } from '../../../tools/demo/lines.ts';
import { SCENARIOS } from '../../../tools/scenarios/all-scenarios.ts';
import type { Played } from '../../../tools/scenarios/play.ts';

const PAGE = readFileSync(new URL('../../../docs/demo-life.md', import.meta.url), 'utf8');
const [declined] = chosen(['card declined']);
if (!declined) throw new Error('there is no such scenario');
const good: Played = { orderNumber: '7F3K9-QX2M0', path: ['CREATED', 'REJECTED'], besides: ['note'], tookMs: 1234, problems: [] };
const bad: Played = { path: [], besides: [], tookMs: 90_000, problems: ['the order was answered 503 instead of 201'] };
const lines = (played: Played) => playedLines(declined, played).map(stripVTControlCharacters);

describe('the scenarios', () => {
  it('have each a name and a description of their own', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(new Set(SCENARIOS.map(({ description }) => description)).size).toBe(SCENARIOS.length);
  });

  it('are chosen by number and by name', () => {
    expect(chosen(['2', 'card declined']).map(({ name }) => name)).toEqual(['costs nothing', 'card declined']);
    expect(chosen([])).toBe(SCENARIOS);
    expect(() => chosen(['no such order'])).toThrow('no such order');
  });

  it('stand in docs/demo-life.md as --list tells them', () => {
    expect(PAGE).toContain(listLines().join('\n'));
  });
});

describe('what the demonstration prints', () => {
  const sample = [...PAGE.matchAll(/^✓ +(\d+) .+? {2,}(\w{5}-\w{5}) +([\d.]+) s {2}(.+)$/gm)].map((match) => [...match]);

  it.each(sample)('is what docs/demo-life.md shows: %s', (line = '', number = '', orderNumber = '', seconds = '', path = '') => {
    const [scenario] = chosen([number]);
    if (!scenario) throw new Error(`there is no scenario ${number}`);
    const tookMs = Number(seconds) * 1000;
    const printed = playedLines(scenario, { orderNumber, path: path.split(' → ') as Played['path'], besides: [], tookMs, problems: [] });
    expect(printed.map(stripVTControlCharacters)).toEqual([line]);
  });

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

  it('says why an order is left out', () => {
    const [stuck] = chosen(['carrier stuck']);
    expect(stuck && leftOutLine(stuck)).toMatch(/^– \d\d carrier stuck +left out: it waits for clocks/);
  });

  it('ends with how many ended as expected', () => {
    expect(summaryLine([good, good], 35_400)).toBe('2 orders ended as expected, in 35 s.');
    expect(summaryLine([good, bad], 35_400)).toBe('1 of 2 orders ended as expected, in 35 s; 1 did not.');
  });
});
