import type { Server, Socket } from 'node:net';
import { countLimited } from '../../platform/metrics/limits.ts';
import { networkOf } from '../limits/network.ts';
import { Tally } from '../limits/tally.ts';

/** Closes what one network opens beyond so many connections, before it has sent anything. */
export function limitConnections(server: Server, most: number): void {
  const open = new Tally();
  server.prependListener('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    if (open.of(network) >= most) {
      countLimited('connections');
      socket.destroy();
    } else {
      socket.once('close', open.add(network));
    }
  });
}
