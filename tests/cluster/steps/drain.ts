import type { World } from '../world.ts';

/** Budgets hold pods back until others are ready, and never for good. */
export async function drain({ measure, release, shop }: World): Promise<void> {
  const { node, count } = await release.busiestNode();
  const { kubectl } = release;
  await measure(`\`kubectl drain\` of a node with ${count} pods`, () =>
    shop.during(() => kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=600s')),
  );
  const left = await release.podsOn(node);
  if (left.length > 0) throw new Error(`${left.join(', ')} stayed`);
  await measure('until all pods are ready elsewhere', release.allReady);
  await kubectl('uncordon', node);
}
