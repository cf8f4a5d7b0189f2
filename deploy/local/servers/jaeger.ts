// Jaeger, on loopback only: keeps the spans that the Collector hands on, and answers who asks for them.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../processes/launch.ts';
import type { RunningProcess, StartContext } from '../processes/launch.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../observability/jaeger.yaml');

export type JaegerOptions = { dataDir: string; port: number; otlpPort: number; binary: string };

export async function startJaeger({ dataDir, port, otlpPort, binary }: JaegerOptions, context: StartContext = {}): Promise<RunningProcess> {
  const folder = path.join(dataDir, 'jaeger');
  mkdirSync(folder, { recursive: true });
  return launch(
    {
      name: 'jaeger',
      command: binary,
      args: ['--config', CONFIG],
      env: {
        ...process.env,
        JAEGER_QUERY: `127.0.0.1:${port}`,
        JAEGER_OTLP: `127.0.0.1:${otlpPort}`,
        JAEGER_DATA: folder,
      },
      logFile: path.join(dataDir, 'logs', 'jaeger.log'),
      ready: () => answersQueries(port),
      readyWithinMs: 60_000,
    },
    context,
  );
}

async function answersQueries(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/api/services`;
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
