import type { World } from '../world.ts';

export async function install({ measure, release, shop }: World): Promise<void> {
  await measure('`helm install --atomic --wait`', () => release.install());
  await measure('`helm test`', () => release.test());
  await measure('the first order, from its call to COMPLETED', async () => {
    await shop.fill();
    const { id } = await shop.submit();
    await shop.ended([id]);
  });
}
