import { readFileSync } from 'node:fs';
import { allChecks, type Sources } from '../../../tools/invariants/all-checks.ts';

const page = readFileSync('docs/invariants.md', 'utf8');
const terms = { retentionDays: 1, reconcileEveryMs: 1, webhookRetentionDays: 1 } as unknown as Parameters<typeof allChecks>[1];
const numbers = allChecks({} as Sources, terms).map(({ number }) => number);

describe('the page of check:invariants', () => {
  it('tells of each check what it looks at, and of no other', () => {
    const table = page.slice(page.indexOf('## What each check looks at'));
    const told = [...table.matchAll(/^\| (\d[a-z]?) +\|/gm)].map(([, number]) => number);
    expect(new Set(told)).toEqual(new Set(numbers));
    expect(told).toHaveLength(numbers.length);
  });

  it('shows as many checks in its example as there are', () => {
    expect(/^Violated: 1 of (\d+) checks/m.exec(page)?.[1]).toBe(String(numbers.length));
  });
});
