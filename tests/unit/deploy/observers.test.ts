import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ownProcesses } from '../../../deploy/local/processes/own-processes.ts';
import { observerPorts } from '../../../deploy/local/servers/observers.ts';
import { loadConfig } from '../../../platform/config.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../deploy/observability');
const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

describe('npm start -- --observe', () => {
  const ports = (env: Record<string, string>) => observerPorts(loadConfig(env)).map(({ variable, port }) => `${variable} ${port}`);

  it('has a port for everything it adds, each to be moved by a variable', () => {
    expect(ports({ JAEGER_PORT: '26686', COLLECTOR_METRICS_PORT: '8888' })).toEqual([
      'PROMETHEUS_PORT 9090',
      'COLLECTOR_PORT 4318',
      'COLLECTOR_METRICS_PORT 8888',
      'JAEGER_PORT 26686',
      'JAEGER_OTLP_PORT 26687',
    ]);
  });

  it('adds Prometheus alone where the environment names a collector', () => {
    expect(ports({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' })).toEqual(['PROMETHEUS_PORT 9090']);
  });
});

describe('the configuration of Prometheus', () => {
  const named = /^rule_files: \[(.*)\]$/m.exec(read('prometheus.yaml'))?.[1]?.split(', ') ?? [];

  it('names every file of rules', () => {
    const withRules = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml') && /^groups:/m.test(read(file)));
    expect(named.toSorted()).toEqual(withRules.toSorted());
    expect(named).toContain('alerts.yaml');
  });

  it('finds in containers whoever docker-compose.yml starts, and has them send their spans', () => {
    const compose = readFileSync(path.join(FOLDER, '../../docker-compose.yml'), 'utf8');
    const targets = JSON.parse(read('targets/compose.json')) as { targets: string[]; labels: { process: string } }[];
    const own = targets.filter(({ labels }) => labels.process !== 'otel-collector');
    for (const {
      targets: [address = ''],
      labels,
    } of own) {
      const [host, port] = address.split(':');
      expect(host).toBe(labels.process);
      expect(compose).toMatch(new RegExp(`_PORT: (\\$\\{\\w+:-)?${port}\\b`));
    }
    const started = ownProcesses(loadConfig({})).map(({ name }) => name);
    expect(own.map(({ labels }) => labels.process).toSorted()).toEqual(started.toSorted());
    const observed = readFileSync(path.join(FOLDER, '../compose/observe.yaml'), 'utf8');
    for (const name of started) expect(observed).toContain(`  ${name}: *observed\n`);
    expect(existsSync(path.join(FOLDER, 'alertmanagers/compose.json'))).toBe(true);
  });
});
