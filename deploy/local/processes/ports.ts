// Ports: is it free, which are not.
import net from 'node:net';

/** `variable` moves the port. */
export type WantedPort = { service: string; variable: string; port: number; host: string };

/** One line for each port that cannot be had, with the variable that moves it; empty when all can. */
export async function portProblems(wanted: WantedPort[]): Promise<string[]> {
  const problems = await Promise.all(
    wanted.map(async ({ service, variable, port, host }, index) => {
      const earlier = wanted.slice(0, index).find((other) => other.port === port);
      if (earlier) return `Port ${port} is given to ${earlier.service} (${earlier.variable}) and to ${service} (${variable}): change one.`;
      const reason = await whyNotFree(port, host);
      return reason && `Port ${port} for ${service} ${reason}: free it or choose another with ${variable}=…`;
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function whyNotFree(port: number, host: string): Promise<string | undefined> {
  // On macOS an address can be bound beside a wildcard that listens there: so knock first.
  if (await answers(port, host)) return 'is taken by another program';
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(explanations[error.code ?? ''] ?? `cannot be used (${error.message})`));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

const explanations: Record<string, string> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is on an address that this machine does not have (API_HOST)',
};

/** Whether somebody accepts connections there. */
export function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: loopbackFor(host), timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });
}

/** Where to reach on this machine what listens on `host`. */
export function loopbackFor(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}
