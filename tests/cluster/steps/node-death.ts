import { eventually } from '../../../platform/poll.ts';
import type { World } from '../world.ts';

const GIVEN_UP_WITHIN_MS = 300_000;

/** The machine under a node goes, with no word to anybody. */
export async function nodeDeath({ measure, nodes, release, shop }: World): Promise<void> {
  const { node, count } = await release.busiestNode();
  await measure(`a node with ${count} pods dies, until all of them are ready elsewhere`, () =>
    shop.during(async () => {
      await nodes.get(node)?.die();
      await eventually(
        () => release.podsOn(node),
        (left) => left.length === 0,
        GIVEN_UP_WITHIN_MS,
        500,
      );
      await release.allReady();
    }),
  );
  await release.kubectl('delete', 'node', node);
}
