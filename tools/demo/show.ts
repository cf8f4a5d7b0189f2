import { baseUrl } from '../../deploy/local/processes.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { knowsCarrierSecret } from './carrier-webhooks.ts';
import { invariantsHold } from './check-invariants.ts';
import { chosen, entriesFor, type Entry } from './kinds/all-kinds.ts';
import { inLanes } from './lanes.ts';
import { replacementLines, resultLines, summaryLine } from './lines.ts';
import type { Screen } from './screen.ts';
import { createShop } from './shop.ts';
import { takeThrough, type Result } from './take-through.ts';
import type { System } from './with-system.ts';
import type { Need, World } from './world.ts';

/** Orders under way at once. */
const LANES = 6;

/** Takes the orders through, a line for each, and looks at the books. @returns the exit code */
export async function show(system: System, only: readonly string[], screen: Screen, signal: AbortSignal): Promise<number> {
  const { config, env } = system;
  const shop = createShop(baseUrl(config.api.host, config.api.port), signal);
  const has = new Set<Need>(system.isOwn ? ['quick_clocks', 'own_books'] : []);
  if (await knowsCarrierSecret(shop, config)) has.add('carrier_secret');
  const entries = chosen(entriesFor(has), only);
  const { client, close } = connectTemporal(config.temporal);
  const began = Date.now();
  try {
    const results = await takeAll(entries, { config, shop, temporal: client, signal }, screen);
    screen.line(`\n${summaryLine(results, Date.now() - began)}\n`);
    signal.throwIfAborted();
    const allHold = await invariantsHold(env, signal);
    return allHold && results.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await close();
  }
}

async function takeAll(entries: readonly Entry[], world: World, screen: Screen): Promise<Result[]> {
  for (const line of replacementLines(entries)) screen.line(line);
  screen.line('');
  const results: Result[] = [];
  const underWay = new Set<Entry>();
  const showUnderWay = () => {
    const names = [...underWay].map(({ kind }) => kind.name);
    screen.underWay(names.length > 0 ? `${results.length} of ${entries.length} at their end; under way: ${names.join(', ')}` : undefined);
  };
  try {
    await inLanes(entries, LANES, async (entry) => {
      underWay.add(entry);
      showUnderWay();
      const result = await takeThrough(world, entry.kind);
      underWay.delete(entry);
      results.push(result);
      for (const line of resultLines(entry, result)) screen.line(line);
      showUnderWay();
    });
  } finally {
    screen.underWay();
  }
  return results;
}
