import { createMetricsPage, observeRequest, setCircuit, setFindings, tellStatusChange } from '../../../platform/metrics.ts';
import { createLogger } from '../../../platform/logger.ts';

const lines: string[] = [];
const log = createLogger('relay', 'info', { write: (line) => void lines.push(line) });

describe('/metrics', () => {
  it('counts moves to a status, from 0', async () => {
    tellStatusChange(log)('CONFIRMED');
    const text = await createMetricsPage(log)();
    expect(text).toContain('orders_status_changes_total{to="CONFIRMED"} 1');
    expect(text).toContain('orders_status_changes_total{to="REJECTED"} 0');
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('tells what waits in PostgreSQL at that moment', async () => {
    let outboxUnsent = 3;
    const waiting = { oldestUnsentSeconds: 1.5, outboxRefused: 4, needingAttention: 2, undoFailing: 1 };
    const page = createMetricsPage(log, async () => ({ outboxUnsent, ...waiting }));
    expect(await page()).toMatch(/^outbox_unsent 3$[\s\S]*^outbox_oldest_unsent_seconds 1.5$[\s\S]*^orders_needing_attention 2$/m);
    expect(await page()).toMatch(/^outbox_refused 4$[\s\S]*^orders_undo_failing 1$/m);
    outboxUnsent = 0;
    expect(await page()).toMatch(/^outbox_unsent 0$/m);
  });

  it('tells what the last round of the reconciler found, and forgets it when no other round comes by', async () => {
    const page = createMetricsPage(log);
    setFindings({ unknown_payment: 2, unsent_event: 0 }, 60_000);
    setFindings({ unknown_payment: 1, unsent_event: 0 }, 60_000);
    expect(await page()).toContain('reconciler_findings{kind="unknown_payment"} 1\nreconciler_findings{kind="unsent_event"} 0');
    setFindings({ unknown_payment: 1 }, -1);
    expect(await page()).not.toContain('reconciler_findings{');
  });

  it('tells whether a circuit is open', async () => {
    const page = createMetricsPage(log);
    setCircuit({ dependency: 'carrier', operation: 'book' }, true);
    expect(await page()).toContain('circuit_open{dependency="carrier",operation="book"} 1');
    setCircuit({ dependency: 'carrier', operation: 'book' }, false);
    expect(await page()).toContain('circuit_open{dependency="carrier",operation="book"} 0');
  });

  it('has one series for all methods that nobody knows, whatever callers make up', async () => {
    for (const method of ['GET', 'BREW', 'get', 'x'.repeat(1000)]) observeRequest({ method, route: '/r', status: 501 }, 0.1);
    const counts = (await createMetricsPage(log)()).match(/^http_request_duration_seconds_count.*$/gm);
    expect(counts).toEqual([
      'http_request_duration_seconds_count{method="GET",route="/r",status="501"} 1',
      'http_request_duration_seconds_count{method="_OTHER",route="/r",status="501"} 3',
    ]);
  });

  it('leaves out what cannot be read, and says so', async () => {
    lines.length = 0;
    const text = await createMetricsPage(log, () => Promise.reject(new Error('away')))();
    expect(text).not.toContain('outbox_unsent');
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(lines).toEqual([expect.stringContaining('away')]);
  });

  it('waits a second for it and no longer', async () => {
    // Where tests are ES modules, Jest is not a global.
    const { jest: clock } = import.meta as unknown as { jest: typeof jest };
    clock.useFakeTimers();
    const text = createMetricsPage(log, () => new Promise(() => {}))();
    await clock.advanceTimersByTimeAsync(1000);
    clock.useRealTimers();
    expect(await text).not.toContain('outbox_unsent');
  });
});
