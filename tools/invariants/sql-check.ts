import type { OrdersDatabase } from './database.ts';
import { type Check, MOST_VIOLATIONS, type Scope, type Violation } from './check.ts';

/** The condition that keeps a statement to the orders asked for. */
export type Within = (columns: { id: string; createdAt?: string }) => string;

export interface SqlQuestion extends Pick<Check, 'number' | 'title' | 'of' | 'repairMs'> {
  /** Selects one number. */
  readonly counted: (within: Within) => string;
  /** Selects `id`, `says` and `changed_at`, nothing else; each statement sees one state of the database. */
  readonly violations: (within: Within) => string;
  /** Parameters from $3 on, for `violations`; asked for after `before`. */
  readonly values?: () => readonly unknown[];
  /** What has to be there, or brought up to date, before the statements run. */
  readonly before?: (scope: Scope) => Promise<void>;
}

export function sqlCheck(db: OrdersDatabase, question: SqlQuestion): Check {
  const { number, title, of, repairMs, counted, violations, values = () => [], before } = question;
  return {
    number,
    title,
    of,
    ...(repairMs !== undefined && { repairMs }),
    async look(scope) {
      await before?.(scope);
      const parameters = [scope.since ?? '-infinity', scope.only ?? null];
      const within: Within = ({ id, createdAt }) =>
        `(${createdAt ? `${createdAt} >= $1::timestamptz` : '$1::timestamptz is not null'} and ${scope.only ? `${id} = any($2::text[])` : '$2::text[] is null'})`;
      const found = await db.query<{ id: string; says: string; changed_at: Date | null }>(
        `select id, says, changed_at from (${violations(within)}) v order by id limit ${MOST_VIOLATIONS}`,
        [...parameters, ...values()],
      );
      const [count] = await db.query<{ n: string }>(counted(within), parameters);
      return { looked: Number(Object.values(count ?? {})[0] ?? 0), violations: found.map(toViolation) };
    },
  };
}

/** Counts orders in some statuses, or all. */
export const countOrders =
  (condition = 'true') =>
  (within: Within) =>
    `select count(*) from orders o where ${within({ id: 'o.id', createdAt: 'o.created_at' })} and ${condition}`;

export const ORDER_COLUMNS_IN_SCOPE = { id: 'o.id', createdAt: 'o.created_at' };

function toViolation(row: { id: string; says: string; changed_at: Date | null }): Violation {
  return { id: row.id, says: row.says, changedAt: row.changed_at };
}
