import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const checkout = mkdtempSync(path.join(os.tmpdir(), 'start-'));
const script = path.join(checkout, 'deploy/local/start.mjs');
beforeAll(() => cpSync(path.join(root, 'deploy/local/start.mjs'), script));
afterAll(() => rmSync(checkout, { recursive: true }));

const start = (env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [script], { env: { ...process.env, ...env }, encoding: 'utf8' });

describe('npm start without what it needs', () => {
  it('says that nothing is installed', () => {
    expect(start()).toMatchObject({ status: 1, stderr: 'The dependencies are not installed. Run first: npm ci\n' });
  });

  it('says that only what production needs is installed, and why', () => {
    mkdirSync(path.join(checkout, 'node_modules/zod'), { recursive: true });
    const { status, stderr } = start({ NODE_ENV: 'production' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Only .* \(NODE_ENV=production\), .* Run: npm ci --include=dev\n$/)]);
  });
});

describe('a request to stop', () => {
  const waiting = `import { onStopRequest } from ${JSON.stringify(path.join(root, 'deploy/local/stop-request.ts'))};
    const ticking = setInterval(() => undefined, 1000);
    const asked = onStopRequest({ first: () => console.log('asked'), second: () => undefined });
    process.on('SIGHUP', () => console.log('hung up'));
    console.log('waits');
    await asked;
    clearInterval(ticking);`;

  it('is no SIGHUP where there is no terminal that could be closed, as under nohup', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', waiting], { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      lines.push(...String(chunk).trim().split('\n'));
      if (lines.at(-1) === 'waits') child.kill('SIGHUP');
      if (lines.at(-1) === 'hung up') child.kill('SIGTERM');
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect([lines, child.exitCode]).toEqual([['waits', 'hung up', 'asked'], 0]);
  });
});
