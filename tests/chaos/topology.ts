/** The processes of the system under test. */
const SERVICES = ['api', 'api-2', 'worker', 'worker-2', 'relay', 'webhooks', 'partners', 'postgres', 'temporal', 'nats'] as const;

/** Connections with a proxy in between: who connects, and whom it reaches. */
const EDGES = [
  'api-postgres',
  'api-temporal',
  'api-nats',
  'api-2-postgres',
  'api-2-temporal',
  'api-2-nats',
  'worker-postgres',
  'worker-temporal',
  'worker-2-postgres',
  'worker-2-temporal',
  'worker-partners',
  'worker-2-partners',
  'relay-postgres',
  'relay-nats',
  'webhooks-postgres',
  'webhooks-temporal',
  'webhooks-nats',
  'webhooks-receiver',
  'callers-api',
  'callers-api-2',
  'callers-grpc',
  'callers-grpc-2',
  'partners-api',
  'partners-postgres',
] as const;

const CLUSTER_SERVICES = [
  ...SERVICES,
  'relay-2',
  'pgbouncer',
  'postgres-2',
  'temporal-2',
  'temporal-postgres',
  'nats-2',
  'nats-3',
] as const;
export type ServiceName = (typeof CLUSTER_SERVICES)[number];

/** PostgreSQL is reached through PgBouncer; which of the servers of NATS a process talks to is its own affair. */
const CLUSTER_EDGES = [
  ...EDGES,
  'api-nats-2',
  'api-nats-3',
  'api-2-nats-2',
  'api-2-nats-3',
  'relay-nats-2',
  'relay-nats-3',
  'relay-2-postgres',
  'relay-2-nats',
  'relay-2-nats-2',
  'relay-2-nats-3',
  'webhooks-nats-2',
  'webhooks-nats-3',
  'pgbouncer-primary',
  'replica-primary',
] as const;
/** Nothing is done to those of who looks on. */
const ONLOOKERS = ['onlookers-primary'] as const;
export type Edge = (typeof CLUSTER_EDGES | typeof ONLOOKERS)[number];

/** Which services run, which connections have a proxy, and which services are killed or restarted together. */
export interface Topology {
  readonly services: readonly ServiceName[];
  readonly edges: readonly Edge[];
  readonly untouched: readonly Edge[];
  readonly killedTogether: readonly (readonly ServiceName[])[];
  /** One after another. */
  readonly restarted: readonly (readonly ServiceName[])[];
  /** PostgreSQL has a replica that can take its place. */
  readonly hasReplica: boolean;
}

const PAIRS = [
  ['api', 'api-2'],
  ['worker', 'worker-2'],
] as const;

export const TOPOLOGIES = {
  /** What `npm start` runs, with a second API and a second worker. */
  small: {
    services: SERVICES,
    edges: EDGES,
    untouched: [],
    killedTogether: PAIRS,
    restarted: [['worker', 'worker-2'], ['api', 'api-2'], ['relay'], ['webhooks'], ['partners']],
    hasReplica: false,
  },
  /** More than one of each server, too. */
  cluster: {
    services: CLUSTER_SERVICES,
    edges: CLUSTER_EDGES,
    untouched: ONLOOKERS,
    killedTogether: [...PAIRS, ['relay', 'relay-2'], ['temporal', 'temporal-2'], ['nats', 'nats-2']],
    restarted: [
      ['worker', 'worker-2'],
      ['api', 'api-2'],
      ['relay', 'relay-2'],
      ['webhooks'],
      ['partners'],
      ['pgbouncer'],
      ['temporal', 'temporal-2'],
      ['nats', 'nats-2', 'nats-3'],
    ],
    hasReplica: true,
  },
} as const satisfies Record<string, Topology>;
export type TopologyName = keyof typeof TOPOLOGIES;
