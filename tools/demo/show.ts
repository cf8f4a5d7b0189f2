import { existsSync } from 'node:fs';
import path from 'node:path';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { baseUrl } from '../../deploy/local/processes.ts';
import { runScript } from '../../deploy/local/run-script.ts';
import { localSecrets } from '../../deploy/local/secrets.ts';
import type { Config } from '../../platform/config.ts';
import { isCarrierSecret } from '../scenarios/carrier-webhooks.ts';
import { inLanes } from '../scenarios/lanes.ts';
import { play, type Played } from '../scenarios/play.ts';
import type { Need, World } from '../scenarios/world.ts';
import { chosen, entriesFor, type Entry } from './entries.ts';
import { playedLines, replacementLines, summaryLine } from './lines.ts';
import type { Screen } from './screen.ts';
import type { FoundSystem } from './with-system.ts';

/** Twice the API's own deadline of a request (ms). */
const ANSWER_WITHIN_MS = 10_000;

/** Plays the scenarios, a line for each, and looks at the invariants. @returns the exit code */
export async function show(system: FoundSystem, only: readonly string[], screen: Screen, signal: AbortSignal): Promise<number> {
  const { config, env, isOwn } = system;
  const api = createOrdersApi(baseUrl(config.api.host, config.api.port), () =>
    AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  );
  const secret = carrierSecretOf(config);
  const carrierSecret = secret !== undefined && (await isCarrierSecret(api, secret)) ? secret : undefined;
  const has = new Set<Need>([
    ...(isOwn ? (['quick_clocks', 'own_ledger'] as const) : []),
    ...(carrierSecret ? (['carrier_secret'] as const) : []),
  ]);
  const entries = chosen(entriesFor(has), only);
  const { client, close } = connectTemporal(config.temporal);
  const began = Date.now();
  try {
    const world = { api, temporal: client, databaseUrl: config.database.url, carrierSecret, signal };
    const all = await playAll(entries, world, screen);
    screen.line(`\n${summaryLine(all, Date.now() - began)}\n`);
    signal.throwIfAborted();
    screen.underWay('check:invariants');
    const { code, said } = await runScript('tools/check-invariants.ts', [], env).finally(() => screen.underWay());
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

async function playAll(entries: readonly Entry[], world: World, screen: Screen): Promise<Played[]> {
  for (const line of replacementLines(entries)) screen.line(line);
  screen.line('');
  const all: Played[] = [];
  const underWay = new Set<Entry>();
  const showUnderWay = () => {
    const names = [...underWay].map(({ scenario }) => scenario.name);
    screen.underWay(names.length > 0 ? `${all.length} of ${entries.length} at their end; under way: ${names.join(', ')}` : undefined);
  };
  try {
    await inLanes(entries, async (entry) => {
      underWay.add(entry);
      showUnderWay();
      const played = await play(world, entry.scenario);
      underWay.delete(entry);
      all.push(played);
      for (const line of playedLines(entry, played)) screen.line(line);
      showUnderWay();
    });
  } finally {
    screen.underWay();
  }
  return all;
}
