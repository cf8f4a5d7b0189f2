import { createSocket } from 'node:dgram';
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

  it('is none that another process was given and has not opened yet', async () => {
    const given = (await freePort()) + 1;
    const claim = createSocket('udp4').unref().bind(given, '127.0.0.1');
    await once(claim, 'listening');
    expect(await freePort()).toBe(given + 1);
    claim.close();
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
