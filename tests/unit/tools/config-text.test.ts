import { readFileSync } from 'node:fs';
import { envExample, withReadmeTable } from '../../../tools/config-text.ts';

const file = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

describe('what is said about the configuration', () => {
  it('agrees with the schema in .env.example', () => {
    expect(file('.env.example')).toBe(envExample());
  });

  it("agrees with the schema in the README's table", () => {
    expect(file('README.md')).toBe(withReadmeTable(file('README.md')));
  });

  it('leaves the addresses commented out, so that a copy of .env.example starts everything', () => {
    for (const address of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'NATS_URL'])
      expect(envExample()).toMatch(new RegExp(`^# ${address}=$`, 'm'));
  });
});
