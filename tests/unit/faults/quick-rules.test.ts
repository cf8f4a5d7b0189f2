import { quickened } from '../../faults/quick-rules.ts';

it('rules with a quicker clock wait, look back and compare ages by a shorter time, and ask the same otherwise', () => {
  const rules = `
    expr: max by (code) (orders_attention_oldest_seconds{code="A"}) > 1800 and rate(a_total[1h]) > 0.05
    expr: time() - max(reconciler_last_round_timestamp_seconds) > 600
    expr: max(webhook_overdue_seconds) > 600
    expr: a unless a offset 5m > 14.4 * 0.001
    expr: histogram_quantile(0.95, sum by (le) (rate(partner_call_duration_seconds_bucket[5m]))) > 2.5
    for: 2m`;
  expect(quickened(rules, 20)).toBe(`
    expr: max by (code) (orders_attention_oldest_seconds{code="A"}) > 90 and rate(a_total[180s]) > 0.05
    expr: time() - max(reconciler_last_round_timestamp_seconds) > 30
    expr: max(webhook_overdue_seconds) > 30
    expr: a unless a offset 15s > 14.4 * 0.001
    expr: histogram_quantile(0.95, sum by (le) (rate(partner_call_duration_seconds_bucket[15s]))) > 2.5
    for: 6s`);
});
