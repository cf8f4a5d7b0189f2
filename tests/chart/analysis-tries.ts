// What the queries of the canary's analysis make of metrics, as promtool tries it.
import type { Release } from './chart.ts';

export interface Metric {
  readonly name: string;
  readonly interval: string;
  readonly initialDelay: string;
  readonly failureCondition: string;
  readonly consecutiveSuccessLimit: number;
  readonly count: number;
  readonly inconclusiveLimit: number;
  readonly provider: { readonly prometheus: { readonly query: string } };
}

const HTTP = 'http_request_duration_seconds';
const GRPC = 'grpc_request_duration_seconds';
const [NEW, OLD] = ['new', 'old'];
const SCRAPE_SECONDS = 5;
const SCRAPES = 24;

type Labels = Readonly<Record<string, string>>;
/** A counter that so many requests are added to from one scrape to the next. */
type Counter = readonly [name: string, added: number, labels: Labels, of?: Labels];

const route = (method: string, pattern: string, status: number) => ({ method, route: pattern, status: String(status) });
const call = (method: string, code: string) => ({ method: `orders.v1.Orders/${method}`, code });
const WITHIN_A_SECOND = { le: '1' };

const PROBES: readonly Counter[] = [
  [`${HTTP}_count`, 30, route('GET', '/readyz', 503)],
  [`${GRPC}_count`, 40, { method: 'grpc.health.v1.Health/Check', code: 'UNKNOWN' }],
];
/** A hundred requests of the new version, of which six failed; ten submits, of which one was late and two failed. */
const ASKED: readonly Counter[] = [
  ...PROBES,
  [`${HTTP}_count`, 82, route('GET', '/orders/{id}', 200)],
  [`${HTTP}_count`, 4, route('GET', '/orders/{id}', 500)],
  [`${HTTP}_count`, 7, route('POST', '/orders', 201)],
  [`${HTTP}_bucket`, 6, { ...route('POST', '/orders', 201), ...WITHIN_A_SECOND }],
  [`${HTTP}_count`, 1, route('POST', '/orders', 503)],
  [`${HTTP}_bucket`, 1, { ...route('POST', '/orders', 503), ...WITHIN_A_SECOND }],
  [`${HTTP}_count`, 50, route('POST', '/orders', 429)],
  [`${HTTP}_bucket`, 50, { ...route('POST', '/orders', 429), ...WITHIN_A_SECOND }],
  [`${GRPC}_count`, 3, call('GetOrder', 'OK')],
  [`${GRPC}_count`, 1, call('GetOrder', 'NOT_FOUND')],
  [`${GRPC}_count`, 1, call('CreateOrder', 'OK')],
  [`${GRPC}_bucket`, 1, { ...call('CreateOrder', 'OK'), ...WITHIN_A_SECOND }],
  [`${GRPC}_count`, 1, call('CreateOrder', 'UNAVAILABLE')],
  [`${GRPC}_bucket`, 1, { ...call('CreateOrder', 'UNAVAILABLE'), ...WITHIN_A_SECOND }],
  [`${GRPC}_count`, 20, call('CreateOrder', 'RESOURCE_EXHAUSTED')],
  // Those of others.
  [`${HTTP}_count`, 900, route('POST', '/orders', 500), { version: OLD }],
  [`${HTTP}_count`, 900, route('POST', '/orders', 500), { namespace: 'other' }],
];

/** Tests for promtool, of a release with a canary. */
export function analysisTries(release: Release): object {
  const metrics = release.all('AnalysisTemplate').flatMap(({ spec }) => spec['metrics'] as readonly Metric[]);
  const shares: Readonly<Record<string, number>> = { 'bad-requests': 0.06, 'bad-submits': 0.3 };
  const queries = metrics.map(({ name, provider }) => ({ name, query: provider.prometheus.query.replaceAll('{{args.version}}', NEW) }));
  const asked = queries.map(({ name, query }) => answers(`round(${query}, 0.001)`, shares[name]));
  // There is an answer, and it is no number.
  const unasked = queries.flatMap(({ query }) => [answers(`count(${query})`, 1), answers(`(${query}) >= 0`)]);
  return { evaluation_interval: '1m', tests: [test('asked', ASKED, asked), test('asked by probes alone', PROBES, unasked)] };
}

function test(name: string, counters: readonly Counter[], tries: readonly object[]): object {
  return { name, interval: `${SCRAPE_SECONDS}s`, input_series: counters.map(series), promql_expr_test: tries };
}

function series([name, added, labels, { version = NEW, namespace = 'orders' } = {}]: Counter): object {
  const all = Object.entries({ ...labels, namespace, rollouts_pod_template_hash: version }).map(([label, value]) => `${label}="${value}"`);
  return { series: `${name}{${all.join(',')}}`, values: `0+${added}x${SCRAPES}` };
}

function answers(expr: string, value?: number): object {
  return { expr, eval_time: `${SCRAPE_SECONDS * SCRAPES}s`, exp_samples: value === undefined ? [] : [{ labels: '{}', value }] };
}
