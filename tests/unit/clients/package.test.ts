import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PACKAGE = path.join(ROOT, 'clients/typescript');
const TSC = path.join(ROOT, 'node_modules/.bin/tsc');
const manifest = (folder: string) =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string> & {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

let project: string;
beforeAll(() => {
  project = mkdtempSync(path.join(os.tmpdir(), 'client-of-a-stranger-'));
  const installed = path.join(project, 'node_modules', 'durable-orders-client');
  mkdirSync(installed, { recursive: true });
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(project, 'node_modules', name));
  copyFileSync(path.join(PACKAGE, 'package.json'), path.join(installed, 'package.json'));
  execFileSync(TSC, ['--project', PACKAGE, '--outDir', path.join(installed, 'dist')]);
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the package of the client for TypeScript', () => {
  it('has the version of the product, and depends on what it is tested with', () => {
    const [own, product] = [manifest(PACKAGE), manifest(ROOT)];
    expect(own['version']).toBe(product['version']);
    for (const [name, version] of Object.entries(own.dependencies)) expect([name, product.devDependencies[name]]).toEqual([name, version]);
  });

  it('places an order from a program in JavaScript, with a key', async () => {
    const program = `
      import { createClient } from 'durable-orders-client';
      const { data } = await createClient({ baseUrl: process.argv[2] }).POST('/orders', { body: { customerId: 'c', items: [] } });
      console.log(data.status);`;
    writeFileSync(path.join(project, 'program.js'), program);
    let key: string | undefined;
    const server = createServer((req, res) => {
      key = req.headers['idempotency-key'] as string | undefined;
      res.writeHead(201, { 'content-type': 'application/json' }).end('{"status":"CREATED"}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js', url], {
      cwd: project,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    server.close();
    expect([stdout, key]).toEqual(['CREATED\n', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('knows in TypeScript what can be sent and what comes', () => {
    const program = `
      import { createClient, type Order } from 'durable-orders-client';
      const orders = createClient({ baseUrl: 'http://127.0.0.1' });
      const { data, error } = await orders.POST('/orders', { body: { customerId: 'c', items: [{ sku: 's', quantity: 1, priceCents: 1 }] } });
      export const order: Order | undefined = data;
      export const detail: string | undefined = error?.detail;
      // @ts-expect-error: an order needs a customer
      void orders.POST('/orders', { body: { items: [] } });
      // @ts-expect-error: a refund needs a key
      void orders.POST('/orders/{id}/refunds', { params: { path: { id: 'o' } }, body: { reason: 'r' } });
      // @ts-expect-error: there is no such address
      void orders.GET('/nowhere');`;
    writeFileSync(path.join(project, 'program.ts'), program);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', 'program.ts'];
    expect(execFileSync(TSC, options, { cwd: project, encoding: 'utf8' })).toBe('');
  });
});
