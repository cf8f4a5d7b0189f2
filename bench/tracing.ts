import { createServer } from 'node:http';
import { inRounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { CLIENTS, measureSideBySide } from './side-by-side.ts';

const ALL = '100 %';
/** The share of requests that is traced, which a caller cannot change. */
const SHARES = { '0 %': '0', '1 %': '0.01', [ALL]: '1' };
const OFF = 'off';

/** CPU time for one order over all processes by how much of them is traced, beside a system that loads no SDK. */
export const tracing: Bench = async (options) => {
  const count = options.isQuick ? 40 : 300;
  const rounds = inRounds(options, 'tracing');
  const collector = await startSink();
  const traced = (share: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: share,
  });
  try {
    await measureSideBySide(options, {
      systems: { [OFF]: {}, ...Object.fromEntries(Object.entries(SHARES).map(([name, share]) => [name, traced(share)])) },
      count,
      rounds,
      during: async (name, work) => {
        const sentBefore = collector.bytes();
        await work();
        if (name === ALL) rounds.add({ name: 'sent at 100 %', unit: 'bytes' }, (collector.bytes() - sentBefore) / count);
      },
    });
  } finally {
    await collector.close();
  }
  return {
    title: 'Tracing',
    how: `User and system time of all processes but the callers' and the collector for an order to COMPLETED, ${count} at ${CLIENTS} callers, in turns by four systems: one that traces nothing, and three that trace a share of the requests.`,
    figures: rounds.figures(),
  };
};

/** A collector that costs next to nothing, and only counts. */
async function startSink(): Promise<{ readonly url: string; readonly bytes: () => number; close(): Promise<void> }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => void (bytes += chunk.length));
    request.on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    bytes: () => bytes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
