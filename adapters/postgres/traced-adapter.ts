import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlQuery, SqlQueryable } from '@prisma/driver-adapter-utils';
import { withSqlSpan } from '../../platform/sql-span.ts';

/** The same driver for Prisma, each of whose statements is a span, those of the models and of transactions too. */
export function tracedAdapter(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => tracedConnection(await factory.connect()),
  };
}

function tracedConnection(connection: SqlDriverAdapter): SqlDriverAdapter {
  return traced(connection, {
    startTransaction: async (isolationLevel) => traced(await connection.startTransaction(isolationLevel), {}),
  });
}

/** What has the same members, but for those that are replaced. */
function traced<Driver extends SqlQueryable>(driver: Driver, over: Partial<Driver>): Driver {
  const replaced: Partial<Driver> & Partial<SqlQueryable> = {
    queryRaw: (query: SqlQuery) => withSqlSpan(query.sql, () => driver.queryRaw(query)),
    executeRaw: (query: SqlQuery) => withSqlSpan(query.sql, () => driver.executeRaw(query)),
    ...over,
  };
  return new Proxy(driver, {
    get(target, name) {
      const member: unknown = Reflect.get(replaced, name) ?? Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
