import { connect } from 'node:net';

/** Whether somebody listens at one of these at least, by {@link dial}. */
export async function dialAny(addresses: readonly string[], deadline: AbortSignal): Promise<void> {
  await Promise.any(addresses.map((address) => dial(address, deadline)));
}

/** Whether somebody listens at an address (host:port, or [address]:port of IPv6). @throws the socket's error, with its code */
export function dial(address: string, deadline: AbortSignal): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), signal: deadline });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
