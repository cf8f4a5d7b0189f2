import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Server, ServerCredentials, type ServerOptions, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Orders } from '../../proto/generated/orders/v1/orders_pb.ts';
import { serviceDefinitionOf } from '../../proto/service-definition.ts';
import { MAX_BODY_BYTES } from '../body-limit.ts';
import type { ConnectionLimit } from '../limits/connection-limit.ts';
import type { Health } from './health.ts';
import { addReflection } from './reflection.ts';

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly credentials?: ServerCredentials;
  readonly limitConnections: ConnectionLimit;
  readonly orders: UntypedServiceImplementation;
  readonly health: Health;
}

export interface GrpcServer {
  readonly port: number;
  /** Says that it is no longer serving, lets what is under way finish, and cuts off what has not after `drainMs`. */
  drain(drainMs: number): Promise<void>;
}

const OPTIONS: ServerOptions = {
  'grpc.max_receive_message_length': MAX_BODY_BYTES,
  // Clients keep one connection for as long as they live, and would never find replicas that came later. The longest call fits in.
  'grpc.max_connection_age_ms': 300_000,
  'grpc.max_connection_age_grace_ms': 40_000,
  // A client that vanished without a word is gone after these two.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  // More wait at the client: so many can hold a message at once.
  'grpc.max_concurrent_streams': 256,
};

export async function listenGrpc({ host, port, credentials, limitConnections, orders, health }: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server(OPTIONS);
  server.addService(serviceDefinitionOf(Orders), orders);
  health.addToServer(server);
  addReflection(server);
  const { injectConnection } = server.createConnectionInjector(credentials ?? ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  // A listener of our own: the library's shows nobody a connection before it is taken.
  const listener = createServer((socket) => {
    if (socket.destroyed) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    injectConnection(socket);
  });
  limitConnections(listener);
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    drain: (drainMs) =>
      new Promise((resolve) => {
        health.end();
        const cutOff = setTimeout(() => {
          server.forceShutdown();
          for (const socket of sockets) socket.destroy();
        }, drainMs);
        // It ends with the last connection; the library, which did not accept them, does not wait for what they carry.
        listener.close(() => {
          clearTimeout(cutOff);
          resolve();
        });
        server.tryShutdown(() => {});
      }),
  };
}
