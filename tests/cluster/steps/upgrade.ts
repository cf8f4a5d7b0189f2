import { poll } from '../../../platform/poll.ts';
import type { World } from '../world.ts';

export async function upgrade({ measure, release, shop }: World): Promise<void> {
  const before = await release.tags();
  await measure('`helm upgrade --atomic --wait` to another image', () => shop.during(() => release.upgrade({ 'image.tag': 'two' })));
  await measure('`helm rollback --wait`', () => shop.during(release.rollback));
  await poll({ what: 'other pods are left', withinMs: 60_000 }, async () => {
    const after = await release.tags();
    if (after !== before) throw new Error(`the images are ${after}, and were ${before}`);
  });
}
