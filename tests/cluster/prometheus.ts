import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prometheusTool } from '../../deploy/local/programs/observability-tools.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { startPrometheus as start } from '../../deploy/local/servers/prometheus.ts';
import { freePort } from '../../platform/free-port.ts';
import type { Pod } from './pod.ts';
import { NAMESPACE } from './release.ts';
import { watch } from './watch.ts';
import type { World } from './world.ts';

const API_PODS = `/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=app.kubernetes.io/component=api`;
const API_PORT = 8080;
const LOOK_EVERY_MS = 1000;

/** A Prometheus that scrapes the pods of the API, with the labels that the chart's ServiceMonitor gives them. @returns its address */
export async function startPrometheus({ folder, kubernetes, undo }: World): Promise<string> {
  const port = await freePort();
  const running = await start({ dataDir: folder, port, targets: [], binary: await findTool(prometheusTool) });
  undo(running.stop);
  const file = path.join(folder, 'prometheus/targets/api.json');
  const look = async () => {
    const targets = (await kubernetes.list<Pod>(API_PODS)).flatMap(targetOf);
    writeFileSync(`${file}.new`, JSON.stringify(targets));
    renameSync(`${file}.new`, file);
  };
  undo(watch(LOOK_EVERY_MS, look));
  return `http://127.0.0.1:${port}`;
}

function targetOf({ metadata: { labels }, status: { podIP } }: Pod): object[] {
  const version = labels?.['rollouts-pod-template-hash'];
  if (podIP === undefined || version === undefined) return [];
  return [{ targets: [`${podIP}:${API_PORT}`], labels: { process: 'api', namespace: NAMESPACE, rollouts_pod_template_hash: version } }];
}
