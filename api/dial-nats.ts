import { connect } from 'node:net';

const NATS_PORT = 4222;

/** Whether something listens at the NATS address; the API itself has no connection to it. */
export function dialNats(url: string, deadline: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || NATS_PORT), signal: deadline });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
