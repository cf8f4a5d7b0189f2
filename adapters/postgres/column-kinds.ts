import type { Prisma } from '../../prisma/generated/client.ts';

/** How a value of ours becomes one of PostgreSQL's, and back. What is absent is null, and needs no kind. */
export interface ColumnKind<Stored, Value> {
  /** What stands behind a parameter, so that PostgreSQL knows its type. */
  readonly cast: string;
  /** What stands behind the column when it is selected. */
  readonly selectCast: string;
  write(value: Value): unknown;
  read(stored: Stored): Value;
}

const same = <T>(value: T): T => value;

export const TEXT: ColumnKind<string, string> = { cast: '', selectCast: '', write: same, read: same };
/** Empty is absent, in place of null: PostgreSQL orders by an index only behind columns that equal something. */
export const TEXT_OR_EMPTY: ColumnKind<string, string | undefined> = {
  cast: '',
  selectCast: '',
  write: same,
  read: (stored) => (stored === '' ? undefined : stored),
};
/** What is not so is absent. */
export const TRUE_OR_ABSENT: ColumnKind<boolean, true> = {
  cast: '::boolean',
  selectCast: '',
  write: same,
  read: () => true,
};
export const INTEGER: ColumnKind<number, number> = { cast: '::int', selectCast: '', write: same, read: same };
/** In the currency's minor unit, within 2^53. */
export const CENTS: ColumnKind<bigint, number> = { cast: '::bigint', selectCast: '', write: same, read: Number };
/** ISO 8601, with milliseconds. */
export const INSTANT: ColumnKind<Date, string> = {
  cast: '::timestamptz',
  selectCast: '',
  write: same,
  read: (stored) => stored.toISOString(),
};

/** One of PostgreSQL's own enumerations. */
export function enumOf<Value extends string>(type: string): ColumnKind<Value, Value> {
  return { cast: `::"${type}"`, selectCast: '::text', write: same, read: same };
}

export function jsonOf<Value>(): ColumnKind<Prisma.JsonValue, Value> {
  return { cast: '::json', selectCast: '', write: (value) => JSON.stringify(value), read: (stored) => stored as Value };
}
