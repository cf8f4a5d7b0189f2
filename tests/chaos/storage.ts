import type { Service } from '../../deploy/local/processes/launch.ts';
import { embeddedServices } from '../../deploy/local/servers/embedded.ts';
import type { Config } from '../../platform/config.ts';
import type { Report } from '../../platform/screen.ts';

/** The servers that our processes stand on. */
export interface Storage {
  /** What is started together; the first of these stages before the second. */
  readonly stages: readonly (readonly Service[])[];
  /** Where each is reached, by its name as in the names of edges. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where they are themselves, without a proxy in between, for who looks on. */
  readonly env: Readonly<Record<string, string>>;
  /** What our processes are told besides. */
  readonly own: { readonly databaseParameters: string; readonly natsEnds: readonly string[] };
  readonly failOver?: () => Promise<void>;
  close(): Promise<void>;
}

/** One of each, as `npm start` has them. */
export async function smallStorage(config: Config, dataDir: string, report: Report, signal: AbortSignal): Promise<Storage> {
  const { postgresPort, temporalPort, natsPort } = config.local;
  const busy = (label: string) => (report(label), () => undefined);
  return {
    stages: [await embeddedServices(config, dataDir, { busy, report, signal })],
    ports: { postgres: postgresPort, temporal: temporalPort, nats: natsPort },
    env: {},
    own: { databaseParameters: '', natsEnds: ['nats'] },
    close: async () => undefined,
  };
}
