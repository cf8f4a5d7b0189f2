import { readFileSync } from 'node:fs';
import { CHART_SCHEMA, envExample, withChartVariables, withReadmeTable } from '../../../tools/config-text.ts';

const file = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

describe('what is said about the configuration', () => {
  it('agrees with the schema in .env.example', () => {
    expect(file('.env.example')).toBe(envExample());
  });

  it("agrees with the schema in the README's table", () => {
    expect(file('README.md')).toBe(withReadmeTable(file('README.md')));
  });

  it('agrees with the schema in what the chart takes', () => {
    expect(file(CHART_SCHEMA)).toBe(withChartVariables(file(CHART_SCHEMA)));
  });

  it('lets no secret into the values of the chart', () => {
    expect(withChartVariables(file(CHART_SCHEMA))).not.toMatch(/"(DATABASE_URL|STRIPE_SECRET_KEY|PARTNERS_API_KEY)"/);
  });

  it('leaves the addresses commented out, so that a copy of .env.example starts everything', () => {
    for (const address of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'NATS_URL'])
      expect(envExample()).toMatch(new RegExp(`^# ${address}=$`, 'm'));
  });
});
