import { createCallCounts } from '../../../adapters/postgres/call-counts.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const MINUTE_MS = 60_000;

describe('the counts of calls', () => {
  it('are those of all who add to them, for each caller and time', async () => {
    const counts = createCallCounts(database.db);
    const endsAt = Date.parse('2026-01-01T00:00:10Z');
    const keys = Array.from({ length: 20 }, (_, n) => `writes caller ${n}`);
    const adding = Array.from({ length: 10 }, (_, n) => {
      const own = n % 2 === 0 ? keys : keys.toReversed();
      return counts.add(endsAt, new Map(own.map((key) => [key, 3])));
    });
    expect(Math.max(...(await Promise.all(adding)).flatMap((told) => [...told.values()]))).toBe(30);
    expect(await counts.add(endsAt, new Map([['writes caller 7', 1]]))).toEqual(new Map([['writes caller 7', 31]]));
    expect(await counts.add(endsAt + 10_000, new Map([['writes caller 7', 1]]))).toEqual(new Map([['writes caller 7', 1]]));
  });

  it('name nobody, and are gone a minute after their time', async () => {
    const counts = createCallCounts(database.db);
    const endsAt = Date.parse('2026-02-01T00:00:10Z');
    await counts.add(endsAt, new Map([['reads 192.0.2.7', 1]]));
    expect(await database.query(`select from call_counts where key like '%192%'`)).toEqual([]);
    await counts.add(endsAt + MINUTE_MS + 10, new Map([['reads b', 1]]));
    expect(await database.query(`select calls from call_counts`)).toEqual([{ calls: 1 }]);
  });
});
