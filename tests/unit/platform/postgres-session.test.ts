import { once } from 'node:events';
import net from 'node:net';
import { openSession, SessionRefused } from '../../../platform/postgres-session.ts';

let server: net.Server;
afterEach(() => server.close());

/** The address of whoever refuses each connection with this code and message. */
async function refusingWith(code: string, message: string): Promise<string> {
  const fields = ['SFATAL', 'VFATAL', `C${code}`, `M${message}`].map((field) => `${field}\0`).join('');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length + 1, 1);
  const answer = Buffer.concat([head, Buffer.from(`${fields}\0`)]);
  server = net.createServer((socket) => socket.once('data', () => socket.end(answer))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `postgresql://orders:orders@127.0.0.1:${(server.address() as net.AddressInfo).port}/orders`;
}
const refused = async (code: string, message: string) => openSession(await refusingWith(code, message)).catch((error: unknown) => error);

describe('a pooler that refuses a connection', () => {
  it.each([
    ['PgBouncer', '08P01', 'unsupported startup parameter: options'],
    ["Amazon's RDS Proxy", '0A000', 'RDS Proxy currently doesn’t support command-line options.'],
  ])('has to be named in the address where it does not take what we set: %s', async (_who, code, message) => {
    expect(await refused(code, message)).toBeInstanceOf(SessionRefused);
  });

  it('is waited for while it cannot reach PostgreSQL, which it says by the same code', async () => {
    const error = await refused('08P01', 'server login has been failing, try again later (server_login_retry)');
    expect(error).toMatchObject({ code: '08P01' });
    expect(error).not.toBeInstanceOf(SessionRefused);
  });
});
