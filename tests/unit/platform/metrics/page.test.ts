import { createLogger } from '../../../../platform/logger.ts';
import { atMostEvery, createMetricsPage, type Reading } from '../../../../platform/metrics/page.ts';
import { openMetricsFaults } from '../../../support/open-metrics.ts';

// Where tests are ES modules, Jest is not a global.
const { jest: clock } = import.meta as unknown as { jest: typeof jest };
const lines: string[] = [];
const log = createLogger('relay', 'info', { write: (line) => void lines.push(line) });
beforeEach(() => {
  lines.length = 0;
});

const reading = (value: number, labels?: Record<string, string>): Reading => ({
  name: 'things_waiting',
  help: 'Things',
  values: [{ value, ...(labels && { labels }) }],
});

describe('/metrics', () => {
  it('tells how the process does, and nothing that is counted elsewhere', async () => {
    const text = await createMetricsPage(log)('prometheus');
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toMatch(/^(orders|payments|partner|circuit|reconciler|http|grpc)_/m);
  });

  it('tells what waits elsewhere at that moment', async () => {
    let value = 3;
    const page = createMetricsPage(log, { readings: { somewhere: async () => [reading(value, { kind: 'a' })] } });
    expect(await page('prometheus')).toMatch(/^things_waiting\{kind="a"\} 3$/m);
    value = 0;
    expect(await page('openmetrics')).toMatch(/^things_waiting\{kind="a"\} 0$/m);
  });

  it('leaves out what cannot be read, and says so', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const text = await createMetricsPage(log, { readings: { a: away, b: async () => [reading(1)] }, foreign: away })('prometheus');
    expect(text).toMatch(/^things_waiting 1$/m);
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(lines.map((line) => (JSON.parse(line) as { place: string }).place).toSorted()).toEqual(['a', 'the SDK']);
  });

  it('waits a second for it and no longer', async () => {
    clock.useFakeTimers();
    const text = createMetricsPage(log, { readings: { slow: () => new Promise(() => {}) } })('prometheus');
    await clock.advanceTimersByTimeAsync(1000);
    clock.useRealTimers();
    expect(await text).not.toContain('things_waiting');
  });

  it('is one page of OpenMetrics, with what others wrote in the format of Prometheus', async () => {
    const foreign = async () =>
      '# HELP sdk_calls calls\n# TYPE sdk_calls counter\nsdk_calls{a="b"} 2\n# a remark\n\n# TYPE sdk_open gauge\nsdk_open 1\n';
    const page = createMetricsPage(log, { readings: { somewhere: async () => [reading(1)] }, foreign });
    const text = await page('openmetrics');
    expect(openMetricsFaults(text)).toEqual([]);
    expect(text).toMatch(/^sdk_calls_total\{a="b"\} 2$/m);
    expect((await page('prometheus')).match(/^sdk_calls\{a="b"\} 2$/m)).not.toBeNull();
  });
});

describe('a reading that is shared', () => {
  it('is taken once for all who ask within its time, and anew afterwards', async () => {
    let [now, reads] = [0, 0];
    const read = atMostEvery(
      5000,
      async () => ++reads,
      () => now,
    );
    expect([await read(), await read()]).toEqual([1, 1]);
    now = 5000;
    expect(await read()).toBe(2);
  });

  it('is taken anew after it failed', async () => {
    let reads = 0;
    const read = atMostEvery(
      5000,
      async () => (++reads === 1 ? Promise.reject(new Error('away')) : reads),
      () => 0,
    );
    await expect(read()).rejects.toThrow('away');
    expect(await read()).toBe(2);
  });
});
