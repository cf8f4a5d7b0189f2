import type { Server } from '@grpc/grpc-js';
import { HealthImplementation, type ServingStatus } from 'grpc-health-check';
import { Orders } from '../../proto/generated/orders/v1/orders_pb.ts';
import type { Readiness } from '../../platform/readiness.ts';

/** The whole process, and its service by name: both are told the same. */
const SERVICES = ['', Orders.typeName];
/** Health is told, not asked for: so often it is made to agree with /readyz (ms). */
const LOOK_EVERY_MS = 2000;

export interface Health {
  addToServer(server: Server): void;
  /** Looks now, and again and again. */
  follow(): Promise<void>;
  /** From now on NOT_SERVING. */
  end(): void;
}

/** grpc.health.v1.Health: SERVING while this process is ready. */
export function createHealth(readiness: () => Promise<Readiness>, lookEveryMs = LOOK_EVERY_MS): Health {
  const health = new HealthImplementation(Object.fromEntries(SERVICES.map((service) => [service, 'NOT_SERVING'])));
  let current: ServingStatus = 'NOT_SERVING';
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (status: ServingStatus) => {
    if (status === current) return;
    current = status;
    for (const service of SERVICES) health.setStatus(service, status);
  };
  const look = async () => {
    const { ready } = await readiness();
    if (!isOver) tell(ready ? 'SERVING' : 'NOT_SERVING');
  };
  return {
    addToServer: (server) => health.addToServer(server),
    follow: async () => {
      await look();
      timer = setInterval(() => void look(), lookEveryMs).unref();
    },
    end: () => {
      isOver = true;
      clearInterval(timer);
      tell('NOT_SERVING');
    },
  };
}
