// The whole system in its order: embedded services, set-up, own processes; and down again.
import path from 'node:path';
import type { Config } from '../../platform/config.ts';
import { isLoopback } from '../../platform/loopback.ts';
import { setUp } from '../setup.ts';
import { makeStream } from '../setup/nats.ts';
import { buildConsole } from './console.ts';
import { stockDemoSku } from './demo.ts';
import { embeddedServices, wantedPorts } from './servers/embedded.ts';
import { makeLogins } from './servers/postgres-logins.ts';
import { natsLogin } from './servers/nats.ts';
import { observerPorts, observers } from './servers/observers.ts';
import { CannotStart } from './errors.ts';
import { followErrors } from './data-dir/logs.ts';
import type { Service } from './processes/launch.ts';
import { portProblems } from './processes/ports.ts';
import { baseUrl, type OwnProcess, ownProcesses, ownService } from './processes/own-processes.ts';
import { seconds } from '../../platform/screen.ts';
import type { Screen } from '../../platform/screen.ts';
import { localSecrets } from './data-dir/secrets.ts';
import type { Supervisor } from './processes/supervisor.ts';
import { type WatchedProcess, watchSources } from './processes/watch.ts';

type Bringing = {
  config: Config;
  dataDir: string;
  screen: Screen;
  supervisor: Supervisor;
  signal: AbortSignal;
  watch: boolean;
  serversOnly: boolean;
  observe: boolean;
};

/** Orders are taken without it, but a person who named it wants to know (ms). */
const NATS_WITHIN_MS = 30_000;
const root = path.resolve(import.meta.dirname, '..', '..');

/** Resolves when everything is up. @throws CannotStart, GaveUp, or the signal's reason */
export async function bringUp({ config, dataDir, screen, supervisor, signal, watch, serversOnly, observe }: Bringing): Promise<void> {
  const isObserved = observe && !serversOnly;
  const problems = await portProblems([...wantedPorts(config), ...(isObserved ? observerPorts(config) : [])]);
  if (problems.length > 0) throw new CannotStart(problems.join('\n'));

  const options = { busy: screen.busy, report: screen.line, signal };
  const embedded = await embeddedServices(config, dataDir, options);
  const consoleBuilt = serversOnly ? undefined : buildConsole(screen.line, signal);
  const observing = isObserved ? await observers(config, dataDir, options) : [];
  await startAll([...embedded, ...observing], supervisor, screen);
  if (serversOnly) return;
  const began = Date.now();
  const report = (line: string) => screen.line(`  ${line}`);
  const { waiting } = screen;
  // First: where it is wrong, nothing else has to be waited for.
  if (config.local.given.nats) await makeStream(config, { report, waiting, withinMs: NATS_WITHIN_MS, signal });
  const logins = await loginsAt(config);
  await setUp(config, { report, waiting, signal });
  screen.line(`  ${'set-up'.padEnd(14)} done after ${seconds(began)}`);

  await consoleBuilt;
  const env = environment(config, dataDir, isObserved);
  const own = ownProcesses(config);
  for (const { name } of own) followErrors(name, path.join(dataDir, 'logs', `${name}.log`), screen.line);
  await startAll(
    own.map((process) => ownService(process, dataDir, { ...env, ...logins(process.name) })),
    supervisor,
    screen,
  );
  const restart = (name: string, why: string) => supervisor.restart(name, why);
  if (watch) watchSources({ root, processes: own.map(sourcesOf), restart, report: screen.line, signal });
  await stockDemoSku(baseUrl(config.api.host, config.api.port)).catch((error: Error) =>
    screen.line(`The demo SKU could not be put in stock: ${error.message}`),
  );
}

/** Whom a process logs in as to the servers that run here. */
async function loginsAt({ database, nats, local }: Config): Promise<(name: string) => NodeJS.ProcessEnv> {
  const atPostgres = local.given.postgres ? () => ({}) : await makeLogins(database.url);
  const atNats = local.given.nats ? () => ({}) : (name: string) => natsLogin(nats.url, name);
  return (name) => ({ ...atPostgres(name), ...atNats(name) });
}

function sourcesOf({ name, args, loads = [] }: OwnProcess): WatchedProcess {
  return { name, entries: [...args.slice(-1), ...loads] };
}

/** The API first, so that what it has begun can still end; whom the others call after them, storage last, and who looks at it all. */
export async function bringDown(supervisor: Supervisor): Promise<void> {
  await supervisor.stop(['api', 'worker', 'relay', 'webhooks', 'partners']);
  await supervisor.stop(['otel-collector', 'jaeger', 'prometheus']);
  await supervisor.stopTogether(['nats', 'temporal', 'postgres']);
}

async function startAll(services: Service[], supervisor: Supervisor, screen: Screen): Promise<void> {
  const began = Date.now();
  const started = await Promise.allSettled(
    services.map(async (service) => {
      await supervisor.start(service);
      screen.line(`  ${service.name.padEnd(14)} up after ${seconds(began)}`);
    }),
  );
  // All have settled, so that none is still coming up while the others are stopped.
  const failure = started.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

/** What the own processes are told: everything that was decided here, over what the environment says. */
function environment(config: Config, dataDir: string, isObserved: boolean): NodeJS.ProcessEnv {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  return {
    ...(isObserved && { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${config.local.collector.port}` }),
    ...localSecrets(dataDir),
    ...(isForThisMachineAlone(config) && { WEBHOOK_TARGETS: 'any' }),
    ...(!config.local.given.temporal && { TEMPORAL_UI_URL: `http://127.0.0.1:${config.local.temporalUiPort}` }),
    ...(isObserved && { TRACE_URL: `http://127.0.0.1:${config.local.jaeger.port}/trace/{traceId}` }),
    ...given,
    DATA_DIR: dataDir,
    WATCHED_DISK: dataDir,
    DATABASE_URL: config.database.url,
    TEMPORAL_ADDRESS: config.temporal.address,
    NATS_URL: config.nats.url,
    PARTNERS_URL: config.partners.url,
  };
}

/** Whoever reaches its API is on this machine, and reaches there what a webhook does. */
function isForThisMachineAlone({ api, access }: Config): boolean {
  return isLoopback(api.host) && access.issuer === undefined;
}
