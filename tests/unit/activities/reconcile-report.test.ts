import type { Finding } from '../../../activities/finding.ts';
import {
  detailsOf,
  isNamedIn,
  ordersNamed,
  paymentsFound,
  isMidway,
  paymentsNamed,
  reservationsFound,
  sumUp,
  type ReconcileReport,
} from '../../../workflows/reconcile-report.ts';

const payment: Finding = { kind: 'unknown_payment', id: 'pay_o-1_1', orderId: 'o-1', text: 'held | kept' };
const workflow: Finding = { kind: 'workflow_without_order', id: 'o-2', orderId: 'o-2', text: 'runs' };
const report: ReconcileReport = {
  at: '2026-03-01T12:00:00.000Z',
  looked: 7,
  sweptTo: null,
  lookedAtRunning: 8,
  runningTo: null,
  paymentsAt: '2026-03-01T12:00:00.000Z',
  restarted: ['o-3'],
  restartedReturns: ['ret_1'],
  woken: ['o-3'],
  returnsSweptTo: null,
  released: [],
  voided: [],
  counts: { unknown_payment: 60, workflow_without_order: 1, unsent_event: 0 },
  findings: [payment, workflow],
};

describe("a round's report", () => {
  it('adds up what several looks found of a kind', () => {
    const failing = { kind: 'workflow_keeps_failing', total: 1, findings: [{ ...workflow, kind: 'workflow_keeps_failing' }] } as const;
    expect(sumUp([failing, { kind: 'unsent_event', total: 0, findings: [] }, failing])).toEqual({
      counts: { workflow_keeps_failing: 2, unsent_event: 0 },
      findings: [...failing.findings, ...failing.findings],
    });
  });

  it('hands on what the next round looks at again', () => {
    expect(ordersNamed(report)).toEqual(['o-2']);
    expect(paymentsNamed(report)).toEqual([{ reference: 'pay_o-1_1', orderId: 'o-1' }]);
    expect(paymentsFound(report)).toEqual([
      { kind: 'unknown_payment', total: 60, findings: [payment] },
      { kind: 'payment_disagrees', total: 0, findings: [] },
    ]);
  });

  it('looks at all that is held only where a sweep begins, and keeps what it found there until then', () => {
    expect([report, { sweptTo: 'o-5' }, {}].map(isMidway)).toEqual([false, true, false]);
    const orphan: Finding = { kind: 'reservation_without_order', id: 'o-4', orderId: 'o-4', text: 'held' };
    expect(reservationsFound({ findings: [payment, orphan], counts: { reservation_without_order: 3 } })).toEqual([
      { kind: 'reservation_without_order', total: 3, findings: [orphan] },
    ]);
  });

  it('knows what it has named', () => {
    expect(isNamedIn(report, { ...payment, text: 'in other words' })).toBe(true);
    expect(isNamedIn(report, { ...payment, kind: 'payment_disagrees' })).toBe(false);
  });

  it('is understood when it comes from an earlier version', () => {
    expect([ordersNamed({}), paymentsNamed({}), isNamedIn({}, payment)]).toEqual([[], [], false]);
    expect(paymentsFound({}).map(({ total }) => total)).toEqual([0, 0]);
  });

  it('reads as a table in the Temporal UI', () => {
    expect(detailsOf(report).split('\n')).toEqual([
      'Looked at 7 open orders and 8 running workflows. Restarted: 1 and 1 returns, told of their stock: 1, released: 0, voided: 0.',
      '',
      '| to look at | how many | for example |',
      '| --- | --- | --- |',
      '| unknown_payment | 60 | `pay_o-1_1`: held \\| kept |',
      '| workflow_without_order | 1 | `o-2`: runs |',
    ]);
    expect(detailsOf({ ...report, counts: { unsent_event: 0 } })).not.toContain('|');
  });
});
