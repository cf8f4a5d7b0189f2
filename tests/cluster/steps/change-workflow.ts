import { bundleOf, orderRuns } from '../order-runs.ts';
import type { Settings } from '../release.ts';
import type { World } from '../world.ts';

const CHANGE = 'changed-workflow';
const HELD = 20;
const [OLD, NEW] = ['one', CHANGE];
const VERSIONED: Settings = { 'worker.versioning.enabled': true };
const BOTH: Settings = {
  ...VERSIONED,
  'image.tag': NEW,
  'worker.versioning.olderBuilds[0].buildId': OLD,
  'worker.versioning.olderBuilds[0].tag': OLD,
};

/** The worked example of docs/changing-workflows.md: each order ends on the build that began it, though it would not fit the new one. */
export async function changeWorkflow(world: World): Promise<void> {
  const { images, measure, release, shop, undo } = world;
  const runs = orderRuns(world.servers);
  undo(runs.close);
  await measure('`helm upgrade` to workers with a build id, which becomes current', () =>
    shop.during(async () => {
      await release.upgrade(VERSIONED);
      await runs.makeCurrent(OLD);
    }),
  );
  const hold = { holds: [{ reason: 'fraud' }] };
  const held = await Promise.all(Array.from({ length: HELD }, () => shop.submit(hold)));

  const tree = images.build(CHANGE);
  await measure('`helm upgrade` to a changed workflow, beside the build before', () => shop.during(() => release.upgrade(BOTH)));
  await runs.makeCurrent(NEW);
  const next = await shop.submit();
  await measure(`${HELD} orders from before, from their release to COMPLETED`, async () => {
    await Promise.all(held.map(shop.release));
    await shop.ended([...held, next].map(({ id }) => id));
  });
  await runs.areOf(OLD, held);
  await runs.areOf(NEW, [next]);
  await runs.wouldNotFit(held.slice(0, 1), await bundleOf(tree));
  await measure('until the build before is drained', () => shop.during(() => runs.drained(OLD)));
  await measure('`helm upgrade` without it', () => shop.during(() => release.upgrade({ ...VERSIONED, 'image.tag': NEW })));
}
