import { eventually } from '../../../platform/poll.ts';
import { startArgoRollouts } from '../argo-rollouts.ts';
import { startPrometheus } from '../prometheus.ts';
import { FULL_NAME, NAMESPACE, type Settings } from '../release.ts';
import type { World } from '../world.ts';

const NAME = `${FULL_NAME}-api`;
const ROLLOUT = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/rollouts/${NAME}`;
const CHANGE = 'failing-submits';
const WITHIN_MS = 900_000;
/** Of one of the two kinds, of which Helm makes the other. */
const KEPT = 'helm.sh/resource-policy=keep';
/** A pod of the API that differs is another version of it; the other processes are left alone. */
const version = (cpu: string): Settings => ({ 'api.resources.requests.cpu': cpu });

interface Rollout {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    /** Hashes of versions: of the one that serves, and of the one that is brought. */
    readonly stableRS?: string;
    readonly currentPodHash?: string;
    readonly pauseConditions?: readonly { readonly reason: string }[];
  };
}

/** What docs/upgrading.md says of a canary of the API, whose shares are of pods here. */
export async function canary(world: World): Promise<void> {
  const { images, measure, release, shop } = world;
  const address = await measure('Argo Rollouts and Prometheus', async () => {
    await startArgoRollouts(world);
    return startPrometheus(world);
  });
  const brought = settingsFor(address);

  await measure('the API as a Rollout, whose Deployment is kept until it is there', () =>
    shop.during(async () => {
      await release.kubectl('annotate', 'deployment', NAME, KEPT);
      await release.upgrade(brought);
      await until(world, ({ phase }) => phase === 'Healthy');
      await release.kubectl('delete', 'deployment', NAME);
    }),
  );
  const first = (await statusOf(world)).stableRS;
  const good = { ...brought, ...version('260m') };
  await measure('a version of the API, until it is promoted', () =>
    shop.during(async () => {
      await release.upgrade(good);
      await until(world, ({ phase, stableRS }) => phase === 'Healthy' && stableRS !== first);
    }),
  );
  const { stableRS: stable } = await statusOf(world);

  await measure('a version that nobody asks, until it is left to a person', async () => {
    await release.upgrade({ ...good, ...version('270m') });
    await until(world, ({ pauseConditions = [] }) => pauseConditions.some(({ reason }) => reason === 'InconclusiveAnalysisRun'));
  });
  await measure('back to the one before', async () => {
    await release.upgrade(good);
    await until(world, ({ phase, currentPodHash }) => phase === 'Healthy' && currentPodHash === stable);
  });

  images.build(CHANGE);
  await measure('a version that answers submits with 500, until it is taken back', () =>
    shop.during(async () => {
      await release.upgrade({ ...good, 'image.tag': CHANGE });
      const { message = '' } = await until(world, ({ phase }) => phase === 'Degraded');
      if (!message.includes('bad-')) throw new Error(message);
    }),
  );
  if ((await statusOf(world)).stableRS !== stable) throw new Error('another version serves');
  await measure('`helm rollback`, until all is as before', () =>
    shop.during(async () => {
      await release.rollback();
      await until(world, ({ phase, currentPodHash }) => phase === 'Healthy' && currentPodHash === stable);
    }),
  );

  await measure('the API as a Deployment again', () =>
    shop.during(async () => {
      await release.kubectl('annotate', 'rollout', NAME, KEPT);
      await release.upgrade({});
      await release.kubectl('delete', 'rollout', NAME);
    }),
  );
}

/** Two looks of four scrapes. On a busy machine every submit of a good version may be late. */
function settingsFor(address: string): Settings {
  return {
    'api.canary.enabled': true,
    'api.canary.weights': [30],
    'api.canary.analysis.prometheus.address': address,
    'api.canary.analysis.interval': '20s',
    'api.canary.analysis.looks': 2,
    'api.canary.analysis.maxBadRatio': { requests: 0.5, submits: 1 },
  };
}

type Status = NonNullable<Rollout['status']>;

async function statusOf({ kubernetes }: World): Promise<Status> {
  return (await kubernetes.call<Rollout>('GET', ROLLOUT)).status ?? {};
}

function until(world: World, isWanted: (status: Status) => boolean): Promise<Status> {
  return eventually(() => statusOf(world), isWanted, WITHIN_MS, 500);
}
