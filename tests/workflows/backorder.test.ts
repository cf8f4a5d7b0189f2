import { useLab, workflowTest } from '../support/workflow-env.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();
const DAY_MS = 86_400_000;

const ITEMS = [
  { sku: 'A', quantity: 2, priceCents: 500 },
  { sku: 'B', quantity: 3, priceCents: 100 },
];

/** All of A is there, and so much of B. */
async function waiting(inStock: number): Promise<Run> {
  const run = lab().prepare({ items: ITEMS, allowBackorder: true });
  run.world.stock.count('A', 5);
  run.world.stock.count('B', inStock);
  await run.start();
  await run.shows(`Waits for stock: ${3 - inStock} × B`);
  return run;
}

describe('an order that waits for stock', () => {
  workflowTest('stays CREATED and unpaid, and is paid for once the last of it is there', async () => {
    const run = await waiting(0);
    expect(run.world.order).toMatchObject({
      status: 'CREATED',
      payment: { status: 'pending', attempts: 0 },
      items: [{ waiting: 0 }, { waiting: 3 }],
    });
    expect([run.world.stock.level('A').reserved, run.world.faults.count('payments.authorise')]).toEqual([2, 0]);
    await run.stockComes('B', 1);
    await run.shows('Waits for stock: 2 × B');
    await run.stockComes('B', 3);
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.order.payment.capturedCents).toBe(1300);
    expect(run.world.events.slice(0, 6)).toEqual(['created', 'changed', 'changed', 'changed', 'confirmed', 'fulfilling']);
  });

  workflowTest('has the whole time for its payment from when the last of it is there', async () => {
    const run = await waiting(2);
    run.world.payments.answer = 'requires_action';
    await lab().env.sleep(3 * DAY_MS);
    await lab().setClock();
    await run.stockComes('B', 3);
    await run.showsNextAction();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order).toMatchObject({ reason: { code: 'reservation_expired' } });
  });

  workflowTest('is cancelled at once, and nothing of it is left', async () => {
    const run = await waiting(1);
    await run.cancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'changed', 'canceling', 'canceled']);
    expect(run.world.order.items.map(({ waiting: units }) => units)).toEqual([undefined, undefined]);
  });

  workflowTest('goes on when what is missing is cancelled, and is paid for without it', async () => {
    const run = await waiting(1);
    await run.cancelLines({ line_2: 1 });
    expect(run.world.order.items[1]).toMatchObject({ waiting: 1, cancelledBeforeCapture: 1 });
    await run.cancelLines({ line_2: 1 });
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ authorisedCents: 1100, capturedCents: 1100 });
  });

  workflowTest('needs no payment where all that would cost something is cancelled', async () => {
    const run = lab().prepare({ items: [{ ...ITEMS[0]!, priceCents: 0 }, ITEMS[1]!], allowBackorder: true });
    run.world.stock.count('B', 0);
    await run.start();
    await run.shows('Waits for stock');
    await run.cancelLines({ line_2: 3 });
    expect(await run.completes()).toBe('COMPLETED');
    expect([run.world.order.payment.status, run.world.faults.count('payments.authorise')]).toEqual(['not_required', 0]);
  });

  workflowTest('is listed for a person after its time, who waits on, and then drops what is missing', async () => {
    const run = await waiting(1);
    await lab().env.sleep(31 * DAY_MS);
    await lab().setClock();
    await run.asks('BACKORDER_OVERDUE');
    await run.resolve('keep_waiting');
    expect(Date.parse(run.world.order.backorderUntil ?? '')).toBeGreaterThan(lab().now().getTime() + 29 * DAY_MS);
    await lab().env.sleep(31 * DAY_MS);
    await lab().setClock();
    await run.asks('BACKORDER_OVERDUE');
    await run.resolve('drop_missing');
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.order.items[1]).toMatchObject({ cancelledBeforeCapture: 2 });
    expect(run.world.order.payment.capturedCents).toBe(1100);
  });

  workflowTest('is nobody’s matter any more when its stock comes after all', async () => {
    const run = await waiting(1);
    await lab().env.sleep(31 * DAY_MS);
    await lab().setClock();
    await run.asks('BACKORDER_OVERDUE');
    await run.stockComes('B', 3);
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.slice(0, 6)).toEqual(['created', 'changed', 'needs_attention', 'attention_resolved', 'changed', 'confirmed']);
  });

  workflowTest('is cancelled where a person says so, or drops what is missing and nothing is there', async () => {
    for (const [choice, items] of [
      ['cancel', ITEMS],
      ['drop_missing', ITEMS.slice(1)],
    ] as const) {
      const run = lab().prepare({ items, allowBackorder: true });
      run.world.stock.count('B', 0);
      await run.start();
      await run.asksAtLast('BACKORDER_OVERDUE', '10 days');
      await run.resolve(choice);
      expect([choice, await run.end()]).toEqual([choice, 'CANCELED']);
    }
  });

  workflowTest('waits on in a new run, which goes on with what came meanwhile', async () => {
    const run = await waiting(0);
    await run.terminate();
    run.world.stock.count('B', 2);
    await run.startAgain();
    await run.shows('Waits for stock: 1 × B');
    await run.stockComes('B', 3);
    expect(await run.completes()).toBe('COMPLETED');
  });
});
