import type { Edge, ServiceName } from './topology.ts';

export const FAMILIES = ['kill', 'restart', 'freeze', 'network', 'answers', 'database', 'stream', 'provider', 'failover'] as const;
export type Family = (typeof FAMILIES)[number];

/** What is done to the system, as plain data. What lasts says how long. */
export type Fault =
  | { readonly family: 'kill'; readonly targets: readonly ServiceName[] }
  | { readonly family: 'restart'; readonly targets: readonly ServiceName[] }
  | { readonly family: 'freeze'; readonly target: ServiceName; readonly forMs: number }
  | { readonly family: 'network'; readonly edge: Edge; readonly how: 'cut' | 'slow' | 'half_open'; readonly forMs: number }
  | { readonly family: 'answers'; readonly share: number; readonly forMs: number }
  | { readonly family: 'database'; readonly how: 'terminate' | 'deadlock' | 'serialise'; readonly forMs: number }
  | { readonly family: 'stream'; readonly forMs: number }
  | { readonly family: 'provider'; readonly how: 'slow' | 'failing'; readonly forMs: number }
  | { readonly family: 'failover' };

export interface PlannedFault {
  /** From the beginning of the load. */
  readonly atMs: number;
  readonly fault: Fault;
}

export function lastsMs(fault: Fault): number {
  return 'forMs' in fault ? fault.forMs : 0;
}

/** What the table counts together. */
export function kindOf(fault: Fault): string {
  switch (fault.family) {
    case 'kill':
      return `kill -9 ${fault.targets.join(' + ')}`;
    case 'restart':
      return `restart ${fault.targets.join(', then ')}`;
    case 'freeze':
      return `freeze ${fault.target}`;
    case 'network':
      return `network ${fault.how.replace('_', '-')}`;
    case 'answers':
      return 'answers lost';
    case 'database':
      return `database: ${DATABASE_WORDS[fault.how]}`;
    case 'stream':
      return 'stream full';
    case 'provider':
      return `provider ${fault.how}`;
    case 'failover':
      return 'PostgreSQL: primary killed, replica promoted';
  }
}

const DATABASE_WORDS = { terminate: 'backends terminated', deadlock: 'deadlocks', serialise: 'serialisation failures' } as const;

/** For people. */
export function textOf(fault: Fault): string {
  const where = fault.family === 'network' ? ` ${fault.edge}` : fault.family === 'answers' ? ` (${Math.round(fault.share * 100)} %)` : '';
  const howLong = 'forMs' in fault ? ` for ${(fault.forMs / 1000).toFixed(1)} s` : '';
  return `${kindOf(fault)}${where}${howLong}`;
}
