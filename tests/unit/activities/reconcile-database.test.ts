import type { PendingRefund } from '../../../domain/ports/reconciler-queries.ts';
import { minutesAgo, NOW, ReconcileWorld } from './reconcile-world.ts';

let world: ReconcileWorld;
beforeEach(() => {
  world = new ReconcileWorld();
});

const orphan = (orderId: string, minutes: number) => ({
  orderId,
  lines: [{ lineId: 'line_1', sku: 'SKU-1', quantity: 2 }],
  expiresAt: minutesAgo(minutes),
});
const refund = (over: Partial<PendingRefund> = {}): PendingRefund => ({
  refundId: 're_1',
  amountCents: 500,
  reason: 'broken',
  createdAt: minutesAgo(11),
  order: { id: 'o-1', customerId: 'c-1', currency: 'USD' },
  cause: { actor: 'api', requestId: 'req-9' },
  ...over,
});
const pending = (...rows: PendingRefund[]) => {
  world.waits = { pendingRefunds: async () => ({ rows, total: rows.length }) };
};

describe('stock that is held for an order without a row', () => {
  it('is given back an hour after it expired, when no workflow runs for it', async () => {
    world.orphans = { rows: [orphan('lost', 61)], total: 1 };
    const { released, found } = await world.activities().releaseStrayReservations({ at: NOW });
    expect([released, world.released, found[0]?.total]).toEqual([['lost'], ['lost'], 0]);
    expect(world.repairs).toEqual([{ kind: 'reservation_released', orderId: 'lost' }]);
  });

  it('is named and kept until then, and while a workflow runs', async () => {
    world.orphans = { rows: [orphan('young', 59), orphan('runs', 600)], total: 2 };
    world.running.set('runs', minutesAgo(600));
    const { released, found } = await world.activities().releaseStrayReservations({ at: NOW });
    expect([released, world.released]).toEqual([[], []]);
    expect(found[0]).toMatchObject({ kind: 'reservation_without_order', total: 2, findings: [{ id: 'young' }, { id: 'runs' }] });
    expect(found[0]?.findings[0]?.text).toBe(`2 × SKU-1 held until ${minutesAgo(59)}, and the order has no row.`);
  });

  it('is not looked for in the middle of a sweep: what was found before stands', async () => {
    world.orphans = { rows: [orphan('lost', 61)], total: 1 };
    const kept = [{ kind: 'reservation_without_order' as const, total: 3, findings: [] }];
    expect(await world.activities().releaseStrayReservations({ at: NOW, kept })).toEqual({ released: [], found: kept });
    expect(world.released).toEqual([]);
  });

  it('is nobody’s matter while it has not expired and a workflow writes the row', async () => {
    world.orphans = { rows: [orphan('begins', -15), orphan('lost', -14)], total: 2 };
    world.running.set('begins', NOW);
    const { found } = await world.activities().releaseStrayReservations({ at: NOW });
    expect(found[0]).toMatchObject({ total: 1, findings: [{ id: 'lost' }] });
  });
});

describe('a refund that is long under way', () => {
  it('is started anew when its workflow is gone, for the request that asked for it', async () => {
    pending(refund());
    const { found } = await world.activities().restartPendingRefunds({ at: NOW });
    expect(world.restarts).toEqual([{ id: 're_1', cause: { actor: 'reconciler', requestId: 'req-9' } }]);
    expect(world.repairs).toEqual([{ kind: 'refund_restarted', orderId: 'o-1' }]);
    const text = `$5.00 pending since ${minutesAgo(11)}; its workflow was gone and was started anew.`;
    expect(found).toEqual([{ kind: 'refund_pending', total: 1, findings: [{ kind: 'refund_pending', id: 're_1', orderId: 'o-1', text }] }]);
  });

  it('is only named while its workflow runs', async () => {
    pending(refund());
    world.refunding.add('re_1');
    expect((await world.activities().restartPendingRefunds({ at: NOW })).found[0]?.findings[0]?.text).toContain(
      'keeps asking the provider',
    );
    expect(world.restarts).toEqual([]);
  });

  it("is only named when it is a step of its order's workflow", async () => {
    pending(refund({ refundId: 're_o-1_rest' }));
    expect((await world.activities().restartPendingRefunds({ at: NOW })).found[0]?.total).toBe(1);
    expect(world.restarts).toEqual([]);
  });
});

describe('what waits', () => {
  it('is nothing when all is well, and each kind is counted all the same', async () => {
    const { found } = await world.activities().countWhatWaits({ at: NOW });
    const kinds = ['stock_overcommitted', 'unsent_event', 'refused_event', 'needs_attention'];
    expect(found).toEqual(kinds.map((kind) => ({ kind, total: 0, findings: [] })));
  });

  it('is counted, with the missing units, the oldest event and where to look for people', async () => {
    world.waits = {
      overcommitted: async () => ({ rows: [{ sku: 'SKU-1', onHand: 3, reserved: 8 }], total: 1 }),
      unsentEvents: async () => ({ rows: [{ orderId: 'o-1', sequence: 4, at: minutesAgo(9) }], total: 12 }),
      refusedEvents: async () => ({ rows: [{ orderId: 'o-2', sequence: 7, bytes: 1_200_000, waiting: 3 }], total: 1 }),
      needingAttention: async () => 2,
    };
    const { found } = await world.activities().countWhatWaits({ at: NOW });
    expect(found.map(({ total, findings }) => [total, findings[0]?.text])).toEqual([
      [1, '8 reserved, 3 on hand: 5 missing.'],
      [12, `12 unsent; the oldest, event 4 of this order, since ${minutesAgo(9)}.`],
      [1, 'Event 7 of this order, of 1200000 bytes, is larger than the stream takes; 3 of its events wait.'],
      [2, '2 wait for a person: GET /orders?needsAttention=true'],
    ]);
  });
});

it('tells what a round found', async () => {
  const findings = { counts: { unsent_event: 1 }, fresh: [] };
  await world.activities().tellFindings(findings);
  expect(world.toldFindings).toEqual([findings]);
});
