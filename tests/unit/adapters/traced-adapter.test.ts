import { mockAdapter, type SqlDriverAdapter, type Transaction } from '@prisma/driver-adapter-utils';
import { tracedAdapter } from '../../../adapters/postgres/traced-adapter.ts';
import { withSpan } from '../../../platform/spans.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const spans = recordSpans();
const query = (sql: string) => ({ sql, args: [], argTypes: [] });

function connection(): Promise<SqlDriverAdapter> {
  const statements = { queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }), executeRaw: async () => 1 };
  const transaction = { ...statements, options: { usePhantomQuery: false }, commit: async () => undefined } as unknown as Transaction;
  const driver = { ...mockAdapter('postgres'), ...statements, startTransaction: async () => transaction };
  return tracedAdapter({ provider: 'postgres', adapterName: 'x', connect: async () => driver }).connect();
}

it('each statement is a span under what it does to which tables, those of a transaction too', async () => {
  const driver = await connection();
  await withSpan('request', {}, async () => {
    expect(await driver.executeRaw(query('update orders set status = $1'))).toBe(1);
    const transaction = await driver.startTransaction();
    await transaction.queryRaw(query('select * from stock'));
    await transaction.commit();
  });
  expect(spans.all().map(({ name }) => name)).toEqual(['UPDATE orders', 'SELECT stock', 'request']);
  expect(spans.one('SELECT stock').attributes).toEqual({ 'db.system.name': 'postgresql', 'db.query.summary': 'SELECT stock' });
});

it('a statement that no request waits for is none', async () => {
  await (await connection()).queryRaw(query('select * from outbox'));
  expect(spans.all()).toEqual([]);
});
