import type { Server, Socket } from 'node:net';
import { countLimited } from '../../platform/metrics/limits.ts';
import { networkOf } from './network.ts';
import { Tally } from './tally.ts';

/** Counts the connections of a server. */
export type ConnectionLimit = (server: Server) => void;

/**
 * Closes what one network opens beyond so many connections, before it has sent anything; those to all servers that it is given count
 * together. Undefined: as many as there may be in all.
 */
export function createConnectionLimit(most: number | undefined): ConnectionLimit {
  if (most === undefined) return () => {};
  const open = new Tally();
  return (server) => {
    server.prependListener('connection', (socket: Socket) => {
      const network = networkOf(socket.remoteAddress ?? '');
      if (open.of(network) >= most) {
        countLimited('connections');
        socket.destroy();
      } else {
        socket.once('close', open.add(network));
      }
    });
  };
}
