import { existsSync } from 'node:fs';
import path from 'node:path';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { baseUrl } from '../../deploy/local/processes/own-processes.ts';
import type { Screen } from '../../platform/screen.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { localSecrets } from '../../deploy/local/data-dir/secrets.ts';
import type { Config } from '../../platform/config.ts';
import { isCarrierSecret } from '../scenarios/carrier-webhooks.ts';
import { inLanes } from '../scenarios/lanes.ts';
import { play, type Played } from '../scenarios/play.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Need, World } from '../scenarios/world.ts';
import { leftOutLine, playedLines, summaryLine } from './lines.ts';
import type { FoundSystem } from './with-system.ts';

/** Twice the API's own deadline of a request (ms). */
const ANSWER_WITHIN_MS = 10_000;

/** Plays the scenarios, a line for each, and looks at the invariants. @returns the exit code */
export async function show(system: FoundSystem, scenarios: readonly Scenario[], screen: Screen, signal: AbortSignal): Promise<number> {
  const { config, env, isOwn } = system;
  const api = createOrdersApi(baseUrl(config.api.host, config.api.port), () =>
    AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  );
  const secret = carrierSecretOf(config);
  const carrierSecret = secret !== undefined && (await isCarrierSecret(api, secret)) ? secret : undefined;
  const has = new Set<Need>([
    ...(isOwn ? (['quick_clocks', 'small_parcels', 'own_ledger'] as const) : []),
    ...(carrierSecret ? (['carrier_secret'] as const) : []),
  ]);
  const isPossible = ({ needs }: Scenario) => needs === undefined || has.has(needs);
  const { client, close } = connectTemporal(config.temporal);
  const began = Date.now();
  try {
    const world = { api, temporal: client, ledgerUrl: config.partners.databaseUrl, carrierSecret, signal };
    for (const scenario of scenarios) if (!isPossible(scenario)) screen.line(leftOutLine(scenario));
    const all = await playAll(scenarios.filter(isPossible), world, screen);
    screen.line(`\n${summaryLine(all, Date.now() - began)}\n`);
    signal.throwIfAborted();
    const { code, said } = await runScript('tools/check-invariants.ts', [], env);
    screen.line(said.trimEnd());
    return code === 0 && all.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await close();
  }
}

/** As the environment has it, else as `npm start` keeps it in DATA_DIR. */
function carrierSecretOf({ carrier, local }: Config): string | undefined {
  const folder = path.resolve(import.meta.dirname, '../..', local.dataDir);
  const isKept = existsSync(path.join(folder, 'secrets.json'));
  return carrier.webhookSecret ?? (isKept ? localSecrets(folder).CARRIER_WEBHOOK_SECRET : undefined);
}

async function playAll(scenarios: readonly Scenario[], world: World, screen: Screen): Promise<Played[]> {
  const all: Played[] = [];
  const done = screen.busy('orders under way');
  try {
    await inLanes(scenarios, async (scenario) => {
      const played = await play(world, scenario);
      all.push(played);
      for (const line of playedLines(scenario, played)) screen.line(line);
    });
  } finally {
    done();
  }
  return all;
}
