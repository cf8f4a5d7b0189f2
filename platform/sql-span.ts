import { SpanKind } from '@opentelemetry/api';
import { withInnerSpan } from './spans.ts';
import { sqlSummary } from './sql-summary.ts';

/** Carries out a statement as a part of the trace around it, if there is one, under the name of what it does to which tables. */
export function withSqlSpan<T>(sql: string, carryOut: () => Promise<T>): Promise<T> {
  const summary = () => sqlSummary(sql);
  const options = () => ({ kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql', 'db.query.summary': summary() } });
  return withInnerSpan(summary, options, carryOut);
}
