// The README, followed by somebody who has just cloned the repository: what it says is typed, and has to work.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemEnvironment } from '../../deploy/local/scripting/start-system.ts';
import { AbortPolling, eventually, poll } from '../../platform/poll.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
/** Another system may have the ports of the README. */
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-readme-'));

interface Typed {
  /** What it has printed until now. */
  output(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  ctrlC(): void;
}

let env: NodeJS.ProcessEnv;
let system: Typed;
let api: string;
let order: { id: string };

beforeAll(async () => {
  env = await systemEnvironment({ DATA_DIR: dataDir });
  api = `http://127.0.0.1:${env['API_PORT']}`;
  system = type('npm start');
  let exitCode: number | null | undefined;
  void system.ended.then((code) => (exitCode = code));
  await poll({ what: 'npm start does not end in its banner', withinMs: 15 * 60_000 }, async () => {
    if (exitCode !== undefined) throw new AbortPolling(`npm start ended with ${exitCode}:\n${system.output()}`);
    if (!system.output().includes('Place an order:')) throw new Error(system.output().slice(-500));
  });
}, 16 * 60_000);

afterAll(async () => {
  system.ctrlC();
  await system.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

/** In a terminal of its own: Ctrl-C reaches everything that it started. */
function type(line: string): Typed {
  // Without exec, Ctrl-C would end the shell before what it runs.
  const child = spawn(`exec ${line}`, { cwd: ROOT, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => output,
    ended,
    ctrlC: () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    },
  };
}

async function typed(line: string): Promise<{ code: number | null; output: string }> {
  const { ended, output } = type(line);
  return { code: await ended, output: output() };
}

/** The first code block of the README that begins so, for the system at hand. */
function fromReadme(start: string): string {
  const at = README.indexOf(`\n${start}`) + 1;
  if (at === 0) throw new Error(`the README has no ${start}`);
  return README.slice(at, README.indexOf('\n```', at)).replaceAll('http://127.0.0.1:8080', api);
}

const statusOf = async (id: string) => ((await (await fetch(`${api}/orders/${id}`)).json()) as { status: string }).status;

describe('the README', () => {
  it('has a line to paste that places the first order, which is delivered', async () => {
    const { code, output } = await typed(`${fromReadme('curl -s ')} 2>/dev/null`);
    expect(code).toBe(0);
    order = JSON.parse(output) as { id: string };
    expect(
      await eventually(
        () => statusOf(order.id),
        (status) => status === 'COMPLETED',
      ),
    ).toBe('COMPLETED');
  });

  it('has addresses that answer', async () => {
    const ui = `http://127.0.0.1:${env['TEMPORAL_UI_PORT']}`;
    for (const url of [`${api}/docs`, `${api}/openapi.json`, ui]) expect([url, (await fetch(url)).status]).toEqual([url, 200]);
  });

  it('has events that can be followed', async () => {
    const following = type(`npm run --silent events -- --all --order ${order.id}`);
    await eventually(
      async () => following.output(),
      (text) => text.includes('orders.completed'),
    );
    following.ctrlC();
    await following.ended;
    expect(following.output().split('\n')[0]).toMatch(new RegExp(`${order.id} #1 +orders\\.created`));
  });

  it("has a way into Temporal's CLI, and a cancel by signal", async () => {
    const list = await typed('npm run --silent temporal -- workflow list');
    expect(list).toEqual({ code: 0, output: expect.stringContaining(`order-${order.id}`) });
    const [, signal = ''] = /`(npm run temporal -- workflow signal [^`]+)`/.exec(README) ?? [];
    const created = await fetch(`${api}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        customerId: 'cust_1',
        items: [{ sku: 'DEMO-1', quantity: 1, priceCents: 1 }],
        payment: { token: 'tok_requires_action' },
      }),
    });
    const { id } = (await created.json()) as { id: string };
    expect((await typed(signal.replace('<id>', id))).code).toBe(0);
    expect(
      await eventually(
        () => statusOf(id),
        (status) => status === 'CANCELED',
      ),
    ).toBe('CANCELED');
  });

  it.each(['status', 'diff', 'deploy'])('has migrations, of which nothing is left to do: npm run migrate -- %s', async (command) => {
    expect(await typed(`npm run --silent migrate -- ${command}`)).toEqual({
      code: 0,
      output: expect.stringMatching(/every migration|agree|nothing to apply/),
    });
  });

  it('has a demonstration, which goes to the system that runs', async () => {
    const { code, output } = await typed('npm run --silent demo:life -- --only 1 --only 8 --only 20');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('3 orders ended as expected') });
  });

  it('has invariants, which hold', async () => {
    expect((await typed('npm run --silent check:invariants')).code).toBe(0);
  });

  it('is stopped with Ctrl-C, and leaves nothing running', async () => {
    system.ctrlC();
    expect(await system.ended).toBe(0);
    expect(system.output()).toContain('Stopped.');
    await expect(fetch(`${api}/healthz`)).rejects.toThrow('fetch failed');
  });
});
