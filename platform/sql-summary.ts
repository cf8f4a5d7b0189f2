const TABLE = String.raw`(?:only\s+)?(?:"?\w+"?\.)?"?([a-z_]\w*)\b"?`;
/** Behind `from` and `join` there may be a function, or a query. */
const OPERATION = new RegExp(String.raw`\b(insert|update|delete)\s+(?:into\s+|from\s+)?${TABLE}|\b(?:from|join)\s+${TABLE}(?!\s*\()`, 'gi');
/** Where these words are something else: a lock, the upsert's half of an insert, a comparison. */
const NO_OPERATION = /\bfor\s+(no\s+key\s+)?update\b|\bdo\s+update\b|\bdistinct\s+from\b|\blateral\b/gi;
const QUERY_NAME = /(?:\bwith\s+(?:recursive\s+)?|,\s*)"?([a-z_]\w*)"?\s+as\s+(?:not\s+materialized\s+|materialized\s+)?\(/gi;

/** Statements are few: their texts never vary. The bound keeps a mistake from filling the memory. */
const MOST_KNOWN = 500;
const known = new Map<string, string>();

/** What a statement does to which tables, as OpenTelemetry's `db.query.summary` has it: `INSERT orders INSERT order_events`. */
export function sqlSummary(sql: string): string {
  const summary = known.get(sql) ?? summaryOf(sql);
  if (known.size < MOST_KNOWN) known.set(sql, summary);
  return summary;
}

function summaryOf(sql: string): string {
  const text = sql.replaceAll(NO_OPERATION, '');
  const ownNames = new Set([...text.matchAll(QUERY_NAME)].map(([, name]) => name));
  const operations = [...text.matchAll(OPERATION)]
    .map(([, verb = 'select', changed, read]) => ({ verb: verb.toUpperCase(), table: changed ?? read ?? '' }))
    .filter(({ table }) => !ownNames.has(table))
    .map(({ verb, table }) => `${verb} ${table}`);
  return operations.length > 0 ? [...new Set(operations)].join(' ') : (text.trim().split(/\s/)[0] ?? '').toUpperCase();
}
