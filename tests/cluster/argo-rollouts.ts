import path from 'node:path';
import { launch } from '../../deploy/local/processes/launch.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';
import { poll } from '../../platform/poll.ts';
import { goModule } from './programs/go-module.ts';
import { ARGO_ROLLOUTS_SOURCE, argoRolloutsTool } from './programs/programs.ts';
import type { World } from './world.ts';

const KIND = '/apis/argoproj.io/v1alpha1/rollouts';
const READY_WITHIN_MS = 180_000;

/** The controller of Argo Rollouts, which runs beside the control plane. */
export async function startArgoRollouts({ folder, kubeconfig, kubernetes, release, undo }: World): Promise<void> {
  const { Dir } = await goModule(ARGO_ROLLOUTS_SOURCE);
  // Too long for the annotation that an apply at the client keeps.
  await release.kubectl('apply', '--server-side', '--kustomize', path.join(Dir, 'manifests/crds'));
  await poll({ what: 'its kinds are not served', withinMs: READY_WITHIN_MS }, () => kubernetes.call('GET', KIND));
  const health = await freePort();
  const running = await launch({
    name: argoRolloutsTool.name,
    command: await findTool(argoRolloutsTool),
    args: [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', `--healthzPort=${health}`, `--metricsPort=${await freePort()}`],
    logFile: path.join(folder, 'logs', `${argoRolloutsTool.name}.log`),
    ready: () => fetch(`http://127.0.0.1:${health}/healthz`),
    readyWithinMs: READY_WITHIN_MS,
  });
  undo(running.stop);
}
