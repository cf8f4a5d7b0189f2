// What a person wants to know once everything is up.
import path from 'node:path';
import type { Config } from '../../../platform/config.ts';
import { demoCurl } from '../demo.ts';
import { baseUrl, hostAndPort } from '../processes/own-processes.ts';

export function banner(
  { api, grpc, worker, relay, webhooks, partners, temporal, local }: Config,
  dataDir: string,
  { watch, observe }: { watch: boolean; observe: boolean },
): string {
  const apiUrl = baseUrl(api.host, api.port);
  const own = [worker, relay, webhooks, ...(local.given.partners ? [] : [partners])];
  const metrics = [apiUrl, ...own.map(({ host, port }) => baseUrl(host, port))].map((url) => `${url}/metrics`);
  const rows = [
    ['Console', `${apiUrl}/console`],
    ['API', apiUrl],
    ['gRPC', hostAndPort(grpc)],
    ['Docs', `${apiUrl}/docs`],
    ...(local.given.temporal
      ? []
      : [['Temporal UI', `http://127.0.0.1:${local.temporalUiPort}/namespaces/${temporal.namespace}/workflows`]]),
    ['Metrics', metrics.join('  ')],
    ...(observe
      ? [
          ['Prometheus', `http://127.0.0.1:${local.prometheusPort}`],
          ...(local.given.collector ? [] : [['Jaeger', `http://127.0.0.1:${local.jaeger.port}`]]),
        ]
      : []),
    ['Logs', path.join(shown(dataDir), 'logs')],
    ...(watch ? [['Watch', 'a process is started again when a file that it loads is saved']] : []),
    ['Stop', 'Ctrl-C'],
  ];
  const table = rows.map(([name = '', value]) => `  ${name.padEnd(13)}${value}`);
  return ['', 'Durable Orders is up.', '', ...table, '', 'Place an order:', '', `  ${demoCurl(apiUrl)}`, ''].join('\n');
}

export const SERVERS_UP = 'The servers are up, and nothing that touches orders.';

/** What is wanted of a system of which nothing runs that touches orders. */
export function serversBanner({ database, temporal, nats }: Config): string {
  const rows = [
    ['PostgreSQL', database.url],
    ['Temporal', temporal.address],
    ['NATS', nats.url],
    ['Stop', 'Ctrl-C'],
  ];
  return ['', SERVERS_UP, '', ...rows.map(([name = '', value]) => `  ${name.padEnd(13)}${value}`), ''].join('\n');
}

/** As short as it can be typed where `npm start` runs. */
export function shown(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  return relative.startsWith('..') || relative === '' ? folder : relative;
}
