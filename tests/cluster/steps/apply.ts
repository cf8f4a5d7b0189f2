import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../release.ts';
import type { World } from '../world.ts';

const INSTANCE = 'app.kubernetes.io/instance=shop';

/** What a tool does that renders charts and knows no hooks. */
export async function apply({ folder, measure, release, shop }: World): Promise<void> {
  const manifests = path.join(folder, 'manifests.yaml');
  const applyAll = async (settings: Settings) => {
    writeFileSync(manifests, await release.template(settings));
    await release.kubectl('apply', '--filename', manifests);
    await release.kubectl('rollout', 'status', 'deployment', '--selector', INSTANCE, '--timeout=10m');
  };
  await measure('`helm uninstall`', release.uninstall);
  await measure('`helm template`, `kubectl apply`', () => applyAll({ 'image.tag': 'applied' }));
  await measure('an order there, from its call to COMPLETED', async () => shop.ended([(await shop.submit()).id]));
  await measure('`helm template`, `kubectl apply` of another image', () => shop.during(() => applyAll({ 'image.tag': 'applied-two' })));
  await measure('`kubectl delete`, `helm install`', async () => {
    await release.kubectl('delete', '--filename', manifests);
    // Of each version applied there is a set-up.
    await release.kubectl('delete', 'job', '--selector', INSTANCE);
    await release.install();
  });
}
