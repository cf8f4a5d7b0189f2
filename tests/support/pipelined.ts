import { connect } from 'node:net';

/** Statuses that many GET requests come to, sent over one connection, one behind the other. */
export async function statusesOf(port: number, count: number, path: () => string): Promise<Set<string>> {
  const socket = connect(port, '127.0.0.1');
  const statuses: string[] = [];
  const answered = new Promise<void>((resolve, reject) => {
    let rest = '';
    socket.on('data', (bytes) => {
      const text = rest + bytes.toString();
      statuses.push(...[...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status));
      // No status line is longer, nor counted twice.
      rest = text.slice(-11).replace(/HTTP\/1\.1 \d{3}/, '');
      if (statuses.length === count) resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`the connection ended after ${statuses.length} answers`)));
  });
  socket.write(Array.from({ length: count }, () => `GET ${path()} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).join(''));
  await answered.finally(() => socket.destroy());
  return new Set(statuses);
}
