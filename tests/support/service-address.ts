import { once } from 'node:events';
import net from 'node:net';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface ServiceAddress {
  readonly port: number;
  close(): Promise<void>;
}

/** One address for several servers, as a Service of Kubernetes is: each connection goes to the next of those that are ready. */
export async function serviceAddress(ready: () => readonly Target[], at: Partial<Target> = {}): Promise<ServiceAddress> {
  const open = new Set<net.Socket>();
  let turns = 0;
  const server = net.createServer((client) => {
    const targets = ready();
    const target = targets[(turns += 1) % targets.length];
    if (target === undefined) return void client.destroy();
    const onward = net.connect({ ...target, noDelay: true });
    client.setNoDelay();
    for (const [socket, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen({ port: 0, host: '127.0.0.1', ...at });
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
