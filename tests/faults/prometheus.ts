import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch, type RunningProcess } from '../../deploy/local/processes/launch.ts';
import { ownProcesses } from '../../deploy/local/processes/own-processes.ts';
import type { System } from '../../deploy/local/scripting/start-system.ts';
import { freePort } from '../../platform/free-port.ts';
import { findDebianProgram } from '../support/debian-program.ts';
import { quickened } from './quick-rules.ts';

const RULES = path.resolve(import.meta.dirname, '../../deploy/observability/alerts.yaml');
/** How much faster than in production our rules' clock runs: five minutes are fifteen seconds. */
const QUICKER = 20;
const EVERY = '2s';

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

export interface Prometheus {
  readonly process: RunningProcess;
  alerts(): Promise<readonly Alert[]>;
  /** Why a page of one of our processes could not be read; empty when all could. */
  scrapeFaults(): Promise<readonly string[]>;
  /** The value of an expression's one series; 0 without any. */
  valueOf(expression: string): Promise<number>;
}

/** A Prometheus of its own that scrapes a system and judges it by our rules. */
export async function startPrometheus(system: System): Promise<Prometheus> {
  const program = await findDebianProgram({ name: 'promtool', file: 'usr/bin/promtool', packages: ['prometheus'] });
  if (!program) throw new Error('Prometheus is not installed, and cannot be had from Debian');
  const folder = path.join(system.dataDir, 'prometheus');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'alerts.yaml'), quickened(readFileSync(RULES, 'utf8'), QUICKER));
  writeFileSync(path.join(folder, 'prometheus.yaml'), JSON.stringify(configOf(system)));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const ask = async (question: string) => {
    const response = await fetch(`${base}${question}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`${question} answers ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { data: never }).data;
  };
  const process = await launch({
    name: 'prometheus',
    command: path.join(path.dirname(program.file), 'prometheus'),
    args: [
      `--config.file=${path.join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    logFile: path.join(folder, 'prometheus.log'),
    ready: async () => {
      const { ok, status } = await fetch(`${base}/-/ready`, { signal: AbortSignal.timeout(3000) });
      if (!ok) throw new Error(`it answers ${status}`);
    },
    readyWithinMs: 60_000,
  });
  return {
    process,
    alerts: async () => ((await ask('/api/v1/alerts')) as { alerts: Alert[] }).alerts,
    async scrapeFaults() {
      const { activeTargets } = (await ask('/api/v1/targets')) as {
        activeTargets: { lastError: string; scrapeUrl: string; health: string }[];
      };
      return activeTargets.filter(({ health }) => health !== 'up').map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`);
    },
    async valueOf(expression) {
      const { result } = (await ask(`/api/v1/query?query=${encodeURIComponent(expression)}`)) as { result: { value: [number, string] }[] };
      return Number(result[0]?.value[1] ?? 0);
    },
  };
}

function configOf({ config }: System) {
  const targets = [{ name: 'api', ...config.api }, ...ownProcesses(config).filter(({ name }) => name !== 'api')];
  return {
    global: { scrape_interval: EVERY, scrape_timeout: EVERY, evaluation_interval: EVERY },
    rule_files: ['alerts.yaml'],
    scrape_configs: [
      {
        job_name: 'durable-orders',
        static_configs: targets.map(({ name, host, port }) => ({ targets: [`${host}:${port}`], labels: { process: name } })),
      },
    ],
  };
}
