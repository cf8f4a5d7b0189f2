// The services that `npm start` runs itself unless the environment gives their address.
import type { Config } from '../../../platform/config.ts';
import { startNats } from './nats.ts';
import type { Service } from '../processes/launch.ts';
import type { WantedPort } from '../processes/ports.ts';
import { startPostgres } from './postgres.ts';
import type { Busy, Report } from '../../../platform/screen.ts';
import { startTemporal } from './temporal.ts';
import { findTool, natsTool, temporalTool } from '../programs/tools.ts';

type ToolOptions = { busy: Busy; report: Report; signal: AbortSignal };

/** Finds or gets the programs first: nothing is started when one of them cannot be had. */
export async function embeddedServices({ local, relay, codecServer }: Config, dataDir: string, options: ToolOptions): Promise<Service[]> {
  const services: Service[] = [];
  if (!local.given.postgres)
    services.push({ name: 'postgres', start: (context) => startPostgres({ dataDir, port: local.postgresPort }, context) });
  if (!local.given.temporal) {
    const binary = await findTool(temporalTool, options);
    services.push({
      name: 'temporal',
      start: (context) =>
        startTemporal({ dataDir, port: local.temporalPort, uiPort: local.temporalUiPort, codecUrl: codecServer?.url, binary }, context),
    });
  }
  if (!local.given.nats) {
    const binary = await findTool(natsTool, options);
    // What the stream may hold is its own limit, which it reserves. The server counts two changes of that limit at one moment twice, and
    // for as long as it runs (updateWithAdvisory of nats-server 2.15): with little room it would never let the limit grow again.
    const maxBytes = relay.stream.maxBytes * 100;
    services.push({ name: 'nats', start: (context) => startNats({ dataDir, port: local.natsPort, binary, maxBytes }, context) });
  }
  return services;
}

export function wantedPorts({ api, grpc, worker, relay, webhooks, partners, local }: Config): WantedPort[] {
  const here = '127.0.0.1';
  return [
    { service: 'the API', variable: 'API_PORT', port: api.port, host: api.host },
    { service: 'gRPC', variable: 'GRPC_PORT', port: grpc.port, host: grpc.host },
    { service: "the worker's health", variable: 'WORKER_HTTP_PORT', port: worker.port, host: worker.host },
    { service: "the relay's health", variable: 'RELAY_HTTP_PORT', port: relay.port, host: relay.host },
    { service: "the webhook sender's health", variable: 'WEBHOOKS_HTTP_PORT', port: webhooks.port, host: webhooks.host },
    ...(local.given.partners
      ? []
      : [{ service: 'the simulated partners', variable: 'PARTNERS_HTTP_PORT', port: partners.port, host: partners.host }]),
    ...(local.given.postgres ? [] : [{ service: 'PostgreSQL', variable: 'POSTGRES_PORT', port: local.postgresPort, host: here }]),
    ...(local.given.temporal
      ? []
      : [
          { service: 'Temporal', variable: 'TEMPORAL_PORT', port: local.temporalPort, host: here },
          { service: "Temporal's UI", variable: 'TEMPORAL_UI_PORT', port: local.temporalUiPort, host: here },
        ]),
    ...(local.given.nats ? [] : [{ service: 'NATS', variable: 'NATS_PORT', port: local.natsPort, host: here }]),
  ];
}
