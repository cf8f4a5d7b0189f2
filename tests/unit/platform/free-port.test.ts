import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, freePorts } from '../../../platform/free-port.ts';

describe('a free port', () => {
  it('is none that somebody listens on', async () => {
    const taken = (await freePort()) + 1;
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    const given = await freePort();
    server.close();
    expect(given).toBe(taken + 1);
  });

  it('is none that the system gives to outgoing connections, nor one that needs rights', async () => {
    const ports = Object.values(await freePorts(['A', 'B'])).map(Number);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(10_240);
      expect(port).toBeLessThan(32_768);
    }
  });

  it('is a different one for each who asks at the same moment', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    expect(new Set(ports).size).toBe(50);
  });
});
