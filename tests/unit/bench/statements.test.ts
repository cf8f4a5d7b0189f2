import { parse } from '../../../bench/statements.ts';

const LOG = `2026-11-21 12:00:00 UTC LOG:  parameter "log_statement" changed to "all"
bench 7 durable-orders worker| LOG:  execute abc: select 1
\tfrom orders
bench 7 durable-orders worker| DETAIL:  Parameters: $1 = 'x'
bench 9 durable-orders api| LOG:  statement: BEGIN
bench 9 durable-orders api| LOG:  execute <unnamed>: insert into a values (1)
bench 7 durable-orders worker| LOG:  execute abc: select 2
bench 9 durable-orders api| LOG:  execute <unnamed>: insert into b values (1)
bench 9 durable-orders api| LOG:  statement: COMMIT
bench 11 psql| LOG:  statement: select 3
`;

it('reads whole statements of our own processes from the log of PostgreSQL', () => {
  const sql = parse(LOG).map(({ who, sql }) => `${who}: ${sql}`);
  expect(sql).toEqual([
    'worker: select 1 from orders',
    'api: BEGIN',
    'api: insert into a values (1)',
    'worker: select 2',
    'api: insert into b values (1)',
    'api: COMMIT',
  ]);
});

it('counts a transaction once, whatever is in it', () => {
  const own = parse(LOG).filter(({ sql, isOwnTransaction }) => isOwnTransaction && !/^(BEGIN|COMMIT)/.test(sql));
  expect(own.map(({ sql }) => sql)).toEqual(['select 1 from orders', 'insert into a values (1)', 'select 2']);
});
