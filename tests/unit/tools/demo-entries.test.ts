import { readFileSync } from 'node:fs';
import { chosen, entriesFor } from '../../../tools/demo/entries.ts';
import { SPARE, THIRTY } from '../../../tools/scenarios/all-scenarios.ts';
import { listLines, replacementLines } from '../../../tools/demo/lines.ts';
import { type Need, NEEDS } from '../../../tools/scenarios/world.ts';

const everything = new Set(Object.keys(NEEDS) as Need[]);
const nothing = new Set<Need>();
const names = (entries: ReturnType<typeof entriesFor>) => entries.map(({ scenario }) => scenario.name);

describe('the scenarios of the demonstration', () => {
  it('are thirty, each with a name and a description of its own', () => {
    expect(THIRTY).toHaveLength(30);
    const all = [...THIRTY, ...SPARE];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ description }) => description)).size).toBe(all.length);
  });

  it('are all shown by a system that has what they need', () => {
    expect(names(entriesFor(everything))).toEqual(THIRTY.map(({ name }) => name));
    expect(replacementLines(entriesFor(everything))).toEqual([]);
  });

  it('are thirty also where what some need is missing, and it is said which and why', () => {
    const entries = entriesFor(nothing);
    expect(new Set(names(entries)).size).toBe(30);
    expect(entries.filter(({ scenario }) => scenario.needs)).toEqual([]);
    const lines = replacementLines(entries);
    expect(lines).toHaveLength(SPARE.length);
    expect(lines.find((line) => line.includes('"carrier stuck"'))).toContain(NEEDS.quick_clocks);
  });

  it('are chosen by number and by name, a replaced one too', () => {
    const entries = entriesFor(nothing);
    expect(chosen(entries, ['2', 'card declined']).map(({ scenario }) => scenario.name)).toEqual(['costs nothing', 'card declined']);
    expect(chosen(entries, ['carrier stuck'])).toMatchObject([{ insteadOf: { name: 'carrier stuck' } }]);
    expect(chosen(entriesFor(everything), [SPARE[0]?.name ?? ''])).toMatchObject([{ number: 31, scenario: { name: SPARE[0]?.name } }]);
    expect(() => chosen(entries, ['no such scenario'])).toThrow('no such scenario');
  });

  it('stand in docs/demo-life.md as --list tells them', () => {
    const page = readFileSync(new URL('../../../docs/demo-life.md', import.meta.url), 'utf8');
    expect(page).toContain(listLines().join('\n'));
  });
});
