import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../platform/poll.ts';
import { startKeda } from '../keda.ts';
import { FULL_NAME, NAMESPACE } from '../release.ts';
import type { World } from '../world.ts';

const WORKER = `${FULL_NAME}-worker`;
const [FEWEST, MOST] = [2, 7];
const SCALED = {
  'worker.autoscaling.enabled': true,
  'worker.autoscaling.minReplicas': FEWEST,
  'worker.autoscaling.maxReplicas': MOST,
  'worker.autoscaling.tasksPerReplica': 5,
};
const BACKLOG = 400;
const SCALED_WITHIN_MS = 600_000;
/** Keeps the scaler at a number, whatever the backlog is. */
const PAUSED_AT = 'autoscaling.keda.sh/paused-replicas';

/** Workers come with a backlog and go when it is gone, and an upgrade leaves their number to the scaler. */
export async function scale(world: World): Promise<void> {
  const { measure, release, shop } = world;
  const replicas = () => replicasOf(world);
  const until = (wanted: (count: number) => boolean) => eventually(replicas, wanted, SCALED_WITHIN_MS, 500);
  await measure('KEDA', () => startKeda(world));
  await measure('`helm upgrade` that leaves the workers to KEDA', () => shop.during(() => release.upgrade(SCALED)));
  await until((count) => count === FEWEST);

  const orders = await measure(`${BACKLOG} orders at once, until KEDA has more workers`, async () => {
    const burst = shop.burst(BACKLOG);
    await until((count) => count > FEWEST);
    return burst;
  });
  await measure('until they are completed', () => shop.ended(orders));
  await measure(`until there are ${FEWEST} workers again`, () => shop.during(() => until((count) => count === FEWEST)));

  await release.kubectl('annotate', 'scaledobject', WORKER, `${PAUSED_AT}=${MOST}`);
  await until((count) => count === MOST);
  await release.allReady();
  await measure(`\`helm upgrade\` at ${MOST} workers, which stay ${MOST}`, () =>
    shop.during(() => unchanged(replicas, () => release.upgrade({ ...SCALED, 'image.tag': 'scaled' }))),
  );
  await release.kubectl('annotate', 'scaledobject', WORKER, `${PAUSED_AT}-`);
  await until((count) => count === FEWEST);
}

async function replicasOf({ kubernetes }: World): Promise<number> {
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${WORKER}`;
  return (await kubernetes.call<{ spec: { replicas: number } }>('GET', path)).spec.replicas;
}

/** @throws when it was something else once while something was done */
async function unchanged(count: () => Promise<number>, work: () => Promise<unknown>): Promise<void> {
  const seen = new Set([await count()]);
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted) {
      seen.add(await count());
      await delay(250);
    }
  };
  await Promise.all([work().finally(() => over.abort()), watch()]);
  if (seen.size > 1) throw new Error(`the numbers of workers were ${[...seen].join(', ')}`);
}
