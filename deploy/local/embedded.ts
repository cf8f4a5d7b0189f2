// The parts that `npm start` runs itself unless the environment gives their address.
import type { Config } from '../../platform/config.ts';
import { startNats } from './nats.ts';
import type { Part } from './part.ts';
import type { WantedPort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import type { Busy } from './progress.ts';
import { startTemporal } from './temporal.ts';
import { findTool, natsTool, temporalTool } from './tools.ts';

type ToolOptions = { busy: Busy; signal: AbortSignal };

/** Finds or gets the programs first: nothing is started when one of them cannot be had. */
export async function embeddedParts({ local, relay }: Config, dataDir: string, options: ToolOptions): Promise<Part[]> {
  const parts: Part[] = [];
  if (!local.given.postgres)
    parts.push({ name: 'postgres', start: (context) => startPostgres({ dataDir, port: local.postgresPort }, context) });
  if (!local.given.temporal) {
    const binary = await findTool(temporalTool, options);
    parts.push({
      name: 'temporal',
      start: (context) => startTemporal({ dataDir, port: local.temporalPort, uiPort: local.temporalUiPort, binary }, context),
    });
  }
  if (!local.given.nats) {
    const binary = await findTool(natsTool, options);
    // The stream reserves all it may ever hold; a quarter more leaves room for consumers' and other streams' files.
    const maxBytes = Math.ceil(relay.streamMaxBytes * 1.25);
    parts.push({ name: 'nats', start: (context) => startNats({ dataDir, port: local.natsPort, binary, maxBytes }, context) });
  }
  return parts;
}

export function wantedPorts({ api, worker, relay, local }: Config): WantedPort[] {
  const here = '127.0.0.1';
  return [
    { part: 'the API', variable: 'API_PORT', port: api.port, host: api.host },
    { part: "the worker's health", variable: 'WORKER_HTTP_PORT', port: worker.port, host: worker.host },
    { part: "the relay's health", variable: 'RELAY_HTTP_PORT', port: relay.port, host: relay.host },
    ...(local.given.postgres ? [] : [{ part: 'PostgreSQL', variable: 'POSTGRES_PORT', port: local.postgresPort, host: here }]),
    ...(local.given.temporal
      ? []
      : [
          { part: 'Temporal', variable: 'TEMPORAL_PORT', port: local.temporalPort, host: here },
          { part: "Temporal's UI", variable: 'TEMPORAL_UI_PORT', port: local.temporalUiPort, host: here },
        ]),
    ...(local.given.nats ? [] : [{ part: 'NATS', variable: 'NATS_PORT', port: local.natsPort, host: here }]),
  ];
}
