import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openApiDocument } from '../../../api/http/openapi.ts';
import { serveApp, type Served } from './support/serve-app.ts';

let app: Served;
beforeAll(async () => {
  app = await serveApp();
});
afterAll(() => app.close());

const textOf = async (address: string) => (await app.fetch(address)).text();
const addressesIn = (page: string) => [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => `/docs/${address}`);

describe('/docs', () => {
  it('is found from / and without its slash', async () => {
    for (const address of ['/', '/docs', '/docs?url=https://evil.example']) {
      const { status, headers } = await app.fetch(address);
      expect([status, headers.get('location')]).toEqual([303, '/docs/']);
    }
  });

  it('serves what its page consists of, each as what it is', async () => {
    const page = await app.fetch('/docs/');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const addresses = addressesIn(await page.text());
    const types = await Promise.all(addresses.map(async (address) => (await app.fetch(address)).headers.get('content-type')));
    expect(Object.fromEntries(addresses.map((address, index) => [address, types[index]?.split(';')[0]]))).toEqual({
      '/docs/favicon-32x32.png': 'image/png',
      '/docs/swagger-ui.css': 'text/css',
      '/docs/swagger-ui-bundle.js': 'text/javascript',
      '/docs/start.js': 'text/javascript',
    });
    expect((await app.fetch('/docs/prepare-example.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it.each([
    '/docs/x',
    '/docs/index.html',
    '/docs/package.json',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/docs//',
    '/Docs/',
    '/docs/routes.ts',
  ])('answers 404 for %s, of which there is nothing', async (address) => {
    const answer = await app.raw({ method: 'GET', path: address });
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
  });

  it('looks for nothing at a foreign host, and lets its browser look for nothing there', async () => {
    const page = await textOf('/docs/');
    for (const text of [page, await textOf('/docs/start.js'), await textOf('/docs/prepare-example.js')])
      expect(text).not.toMatch(/https?:|["']\/\//);
    const styles = await textOf('/docs/swagger-ui.css');
    for (const [, address] of styles.matchAll(/url\(["']?([^)"']*)/g)) expect(address).toMatch(/^data:/);
    const policy = (await app.fetch('/docs/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/object-src 'none'.*frame-ancestors 'none'.*base-uri 'none'/);
    expect(policy).not.toMatch(/https?:|\*/);
  });

  it('is read again only when it has changed', async () => {
    const etag = (await app.fetch('/docs/swagger-ui-bundle.js')).headers.get('etag') ?? '';
    const again = await app.raw({ method: 'GET', path: '/docs/swagger-ui-bundle.js', headers: { 'if-none-match': etag } });
    expect([again.status, again.headers['cache-control']]).toEqual([304, 'no-cache']);
  });

  it('has orders made for its examples only where that costs nobody anything', async () => {
    expect(await (await app.fetch('/openapi.json')).json()).toHaveProperty('x-example-orders');
    const real = await serveApp({ makesExamples: false });
    expect(await (await real.fetch('/openapi.json')).json()).not.toHaveProperty('x-example-orders');
    await real.close();
  });

  it('shows a document of the version that the product has', async () => {
    const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string };
    expect(openApiDocument().info.version).toBe(version);
    expect(await (await app.fetch('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0', info: { version } });
  });
});
