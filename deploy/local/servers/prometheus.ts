// Prometheus, on loopback only: scrapes our processes, and judges what it sees by our rules.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../processes/launch.ts';
import type { RunningProcess, StartContext } from '../processes/launch.ts';

const OBSERVABILITY = path.resolve(import.meta.dirname, '../../observability');

/** Whom it scrapes: the label `process`, and host:port. */
export type ScrapeTarget = { process: string; address: string };
export type PrometheusOptions = { dataDir: string; port: number; targets: readonly ScrapeTarget[]; binary: string };

export async function startPrometheus(
  { dataDir, port, targets, binary }: PrometheusOptions,
  context: StartContext = {},
): Promise<RunningProcess> {
  const folder = path.join(dataDir, 'prometheus');
  layOut(folder, targets);
  return launch(
    {
      name: 'prometheus',
      command: binary,
      args: [
        `--config.file=${path.join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${path.join(folder, 'data')}`,
        '--storage.tsdb.retention.time=15d',
        '--storage.tsdb.retention.size=1GB',
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      logFile: path.join(dataDir, 'logs', 'prometheus.log'),
      ready: () => isReady(port),
      readyWithinMs: 60_000,
    },
    context,
  );
}

/** Its configuration looks for rules and targets beside itself. Made anew at every start: changes do not last. */
function layOut(folder: string, targets: readonly ScrapeTarget[]): void {
  for (const watched of ['targets', 'alertmanagers']) mkdirSync(path.join(folder, watched), { recursive: true });
  for (const file of readdirSync(OBSERVABILITY).filter((name) => name.endsWith('.yaml')))
    copyFileSync(path.join(OBSERVABILITY, file), path.join(folder, file));
  const groups = targets.map(({ process, address }) => ({ targets: [address], labels: { process } }));
  writeFileSync(path.join(folder, 'targets', 'npm-start.json'), JSON.stringify(groups, undefined, 2));
}

async function isReady(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/-/ready`;
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
