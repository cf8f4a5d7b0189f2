import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Linux gives 32768 and above to outgoing connections, macOS and Windows 49152 and above (RFC 6335): a port of those may be gone
 * between the look and the use.
 */
const LOWEST = 10_240;
const HOW_MANY = 32_768 - LOWEST;

/** Processes that look at the same moment begin at different ports. */
const APART = 32;
let next = process.pid * APART;

/** A port that was free a moment ago, and that no other process is given while this one lives. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = 0; tried < HOW_MANY; tried += 1) {
    const port = LOWEST + (next++ % HOW_MANY);
    if ((await isClaimed(port)) && (await isFree(port, host))) return port;
  }
  throw new Error(`no port from ${LOWEST} to ${LOWEST + HOW_MANY - 1} is free on ${host}`);
}

/** One for each variable, as an environment names them. */
export async function freePorts(variables: readonly string[]): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(variables.map(async (name) => [name, String(await freePort())] as const)));
}

/**
 * Whether it is this process's now. Who starts a system binds its ports only seconds later, so the claim is the UDP port of the same
 * number: no server here wants it, the operating system gives it to one process alone and takes it back when that process is gone.
 */
function isClaimed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claim = createSocket('udp4').unref();
    claim.once('error', () => claim.close(() => resolve(false)));
    claim.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
