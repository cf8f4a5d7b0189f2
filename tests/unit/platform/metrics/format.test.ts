import { metricsAnswer, toOpenMetrics } from '../../../../platform/metrics/format.ts';

const page = `# HELP orders_total Orders
# TYPE orders_total counter
orders_total{to="A"} 1
orders_total{to="B"} 0

# HELP temporal_requests how many
# TYPE temporal_requests counter
temporal_requests{service_name="x"} 2

# a comment
# HELP open 1 while it is open
# TYPE open gauge
open 1
# TYPE slots_total gauge
slots_total NaN
# TYPE old untyped
old 3
# TYPE took_seconds histogram
took_seconds_bucket{le="+Inf"} 1
took_seconds_sum 0.5
took_seconds_count 1
`;

const inFormat = async (format: string) => format;

describe('the format of /metrics', () => {
  it.each([
    undefined,
    '*/*',
    'text/plain',
    'application/openmetrics-text;q=0',
    'application/openmetrics-text; version=2.0.0',
    'application/openmetrics-text;q=0.1, text/plain;q=0.9',
    'application/openmetrics-text;q=x',
    'application/openmetrics-text-not',
    ';;,=',
  ])('is the one of Prometheus for who accepts %j', async (accept) => {
    expect(await metricsAnswer(inFormat, accept)).toEqual({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'prometheus' });
  });

  it.each([
    'application/openmetrics-text',
    'Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8',
    // What Prometheus 3 sends.
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
  ])('is OpenMetrics for who accepts %j', async (accept) => {
    expect(await metricsAnswer(inFormat, accept)).toEqual({
      contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      text: 'openmetrics',
    });
  });

  it('takes over what is written in the one of Prometheus', () => {
    expect(toOpenMetrics(page)).toBe(`# HELP orders Orders
# TYPE orders counter
orders_total{to="A"} 1
orders_total{to="B"} 0
# HELP temporal_requests how many
# TYPE temporal_requests counter
temporal_requests_total{service_name="x"} 2
# HELP open 1 while it is open
# TYPE open gauge
open 1
# TYPE slots_total gauge
slots_total NaN
# TYPE old unknown
old 3
# TYPE took_seconds histogram
took_seconds_bucket{le="+Inf"} 1
took_seconds_sum 0.5
took_seconds_count 1
`);
  });
});
