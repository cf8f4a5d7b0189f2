import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { readConsole } from '../../../api/http/console/files.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-console-'));
const SCRIPT = 'export const orders = 1;';
let app: Served;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(
    path.join(folder, 'index.html'),
    '<html data-access="{access}" data-workflow-url="{workflowUrl}" data-trace-url="{traceUrl}"><script nonce="{nonce}" src="/console/assets/main-1.js"></script></html>',
  );
  writeFileSync(path.join(folder, 'assets/main-1.js'), SCRIPT);
  writeFileSync(path.join(folder, 'assets/main-1.js.gz'), gzipSync(SCRIPT));
  writeFileSync(path.join(folder, 'assets/main-1.js.br'), brotliCompressSync(SCRIPT));
  app = await serveApp({ console: readConsole(folder) });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const policyOf = (answer: Response) => answer.headers.get('content-security-policy') ?? '';
const nonceIn = (text: string) => /nonce[-=]"?([\w-]+)/.exec(text)?.[1];

describe('/console', () => {
  it('is found without its slash', async () => {
    const { status, headers } = await app.fetch('/console');
    expect([status, headers.get('location')]).toEqual([303, '/console/']);
  });

  it.each(['/console/', '/console/orders/5f0c1a52', '/console/orders?customerId=a'])('serves its page at %s', async (address) => {
    const answer = await app.fetch(address);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const page = await answer.text();
    expect(page).toContain('data-access="open"');
    expect(page).toContain('data-workflow-url="https://temporal.example/workflows/order-{orderId}" data-trace-url=""');
  });

  it('lets nothing run inline, and nothing come from elsewhere', async () => {
    const answer = await app.fetch('/console/');
    const policy = policyOf(answer);
    expect(policy).not.toMatch(/unsafe-|https?:|\*|data:/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('lets each answer its own styles in, and no other ones', async () => {
    const [first, second] = [await app.fetch('/console/'), await app.fetch('/console/')];
    expect(nonceIn(policyOf(first))).toMatch(/^[\w-]{22}$/);
    expect(nonceIn(await first.text())).toBe(nonceIn(policyOf(first)));
    expect(nonceIn(policyOf(second))).not.toBe(nonceIn(policyOf(first)));
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip, br;q=0', 'gzip'],
    ['identity', undefined],
  ])('serves files, to be kept for good, to who takes %s as %s', async (accepted, coding) => {
    const answer = await app.raw({ method: 'GET', path: '/console/assets/main-1.js', headers: { 'accept-encoding': accepted } });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect([answer.headers['content-encoding'], answer.body === SCRIPT]).toEqual([coding, coding === undefined]);
  });

  it.each(['/console/assets/main-2.js', '/console/assets/../index.html', '/console/assets/%2e%2e%2findex.html', '/Console/'])(
    'answers 404 for %s, of which there is nothing',
    async (address) => {
      const answer = await app.raw({ method: 'GET', path: address });
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
    },
  );

  it('takes nothing', async () => {
    const { status, headers } = await app.fetch('/console/orders', { method: 'POST' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('says how it is built where it was not', async () => {
    const unbuilt = await serveApp({ console: readConsole(path.join(folder, 'nowhere')) });
    const answer = await unbuilt.fetch('/console/');
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run console:build')]);
    await unbuilt.close();
  });
});
