import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { connectNats } from '../../adapters/jetstream/connection.ts';
import { whyNot } from '../../adapters/jetstream/why-not.ts';
import { loadConfig } from '../../platform/config.ts';
import { type OwnNats, startOwnNats } from '../support/own-nats.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-nats-login-'));
const inFolder = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
let server: OwnNats | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What becomes of a connection by these variables of the environment: it answers, or why not. */
async function login(env: Record<string, string>): Promise<string> {
  try {
    const connection = await connectNats(loadConfig(env).nats, { user: 'api', timeout: 5000, reconnect: false });
    await connection.flush();
    await connection.close();
    return 'in';
  } catch (error) {
    const { says, isHopeless } = whyNot(error);
    return `${isHopeless ? 'never' : 'not yet'}: ${says}`;
  }
}

const base64url = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');

/** A JWT as NATS' own tools sign it. */
function jwt(claims: Record<string, unknown>, signer: ReturnType<typeof nkeys.createOperator>): string {
  const payload = { jti: 'test', iat: 1, iss: signer.getPublicKey(), ...claims };
  const text = [{ typ: 'JWT', alg: 'ed25519-nkey' }, payload].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${text}.${base64url(signer.sign(Buffer.from(text)))}`;
}

describe('NATS takes the login of', () => {
  it('a user whose password begins with digits and holds what an address has a meaning for', async () => {
    server = await startOwnNats(`authorization { user: shop, password: "1234p@ss:w/rd,1" }`);
    const to = (password: string) => login({ NATS_URL: `nats://shop:${encodeURIComponent(password)}@127.0.0.1:${server?.port}` });
    expect(await to('1234p@ss:w/rd,1')).toBe('in');
    expect(await to('1234')).toMatch(/^never: NATS refuses the login: /);
    expect(await login({ NATS_URL: `nats://127.0.0.1:${server.port}` })).toMatch(/^never: NATS refuses the login: /);
  });

  it('a token', async () => {
    server = await startOwnNats(`authorization { token: "42secret" }`);
    expect(await login({ NATS_URL: `nats://42secret@127.0.0.1:${server.port}` })).toBe('in');
    expect(await login({ NATS_URL: `nats://other@127.0.0.1:${server.port}` })).toMatch(/^never: NATS refuses the login: /);
  });

  it('an nkey in a file', async () => {
    const key = nkeys.createUser();
    server = await startOwnNats(`authorization { users = [{ nkey: ${key.getPublicKey()} }] }`);
    const NATS_NKEY = inFolder('user.nk', `${Buffer.from(key.getSeed()).toString()}\n`);
    const NATS_URL = `nats://127.0.0.1:${server.port}`;
    expect(await login({ NATS_URL, NATS_NKEY })).toBe('in');
    expect(await login({ NATS_URL, NATS_NKEY: path.join(folder, 'none.nk') })).toMatch(
      /^never: a file for the login to NATS cannot be read: /,
    );
  });

  it('a creds file', async () => {
    const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
    const operatorJwt = jwt({ name: 'O', sub: operator.getPublicKey(), nats: { type: 'operator', version: 2 } }, operator);
    const none = { subs: -1, data: -1, payload: -1 };
    const limits = { ...none, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
    const accountJwt = jwt({ name: 'A', sub: account.getPublicKey(), nats: { limits, type: 'account', version: 2 } }, operator);
    const userJwt = jwt({ name: 'U', sub: user.getPublicKey(), nats: { ...none, pub: {}, sub: {}, type: 'user', version: 2 } }, account);
    server = await startOwnNats(
      `operator: ${operatorJwt}\nresolver: MEMORY\nresolver_preload: { ${account.getPublicKey()}: ${accountJwt} }`,
    );
    const creds = `-----BEGIN NATS USER JWT-----\n${userJwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${Buffer.from(user.getSeed()).toString()}\n------END USER NKEY SEED------\n`;
    expect(await login({ NATS_URL: `nats://127.0.0.1:${server.port}`, NATS_CREDS: inFolder('user.creds', creds) })).toBe('in');
  });

  it('whichever of several servers is there', async () => {
    server = await startOwnNats(`authorization { user: shop, password: secret }`);
    expect(await login({ NATS_URL: `nats://shop:secret@127.0.0.1:1,nats://127.0.0.1:${server.port}` })).toBe('in');
  });

  it('a server at an address of IPv6', async () => {
    server = await startOwnNats('', { host: '::1' });
    expect(await login({ NATS_URL: `nats://[::1]:${server.port}` })).toBe('in');
  });
});

describe('over TLS NATS', () => {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', 'key.pem', '-out', 'cert.pem', ...subject);
  });
  const [NATS_CERT, NATS_KEY] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const NATS_CA = NATS_CERT;
  const tls = (more = '') => `tls { cert_file: "${NATS_CERT}", key_file: "${NATS_KEY}" ${more} }`;

  it('is taken when its authority is known, and refused by name when it is not', async () => {
    server = await startOwnNats(tls());
    for (const protocol of ['tls', 'nats']) {
      const NATS_URL = `${protocol}://127.0.0.1:${server.port}`;
      expect(await login({ NATS_URL, NATS_CA })).toBe('in');
      expect(await login({ NATS_URL })).toMatch(/^never: NATS shows a certificate that is not trusted .*: name its authority in NATS_CA$/);
    }
  });

  it('takes our certificate where it asks for one', async () => {
    server = await startOwnNats(tls(`, ca_file: "${NATS_CA}", verify: true`));
    const NATS_URL = `tls://127.0.0.1:${server.port}`;
    expect(await login({ NATS_URL, NATS_CA, NATS_CERT, NATS_KEY })).toBe('in');
    expect(await login({ NATS_URL, NATS_CA })).not.toBe('in');
  });

  it('is refused where the address asks for it and the server has none', async () => {
    server = await startOwnNats('');
    expect(await login({ NATS_URL: `tls://127.0.0.1:${server.port}` })).toBe('never: NATS offers no TLS: say nats:// in place of tls://');
  });
});
