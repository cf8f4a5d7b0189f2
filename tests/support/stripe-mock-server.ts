// stripe-mock, Stripe's own check of requests against its OpenAPI description: found or built once, like the other tools.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { goBuild } from '../../deploy/local/programs/go-build.ts';
import { findTool, type Tool } from '../../deploy/local/programs/tools.ts';

const stripeMockTool: Tool = {
  name: 'stripe-mock',
  version: '0.203.0',
  archive: (platform, arch) =>
    `https://github.com/stripe/stripe-mock/releases/download/v0.203.0/stripe-mock_0.203.0_${platform}_${arch}.tar.gz`,
  build: goBuild('github.com/stripe/stripe-mock@v0.203.0'),
  wayOut: 'put stripe-mock on PATH (https://github.com/stripe/stripe-mock)',
};

const found = await findTool(stripeMockTool).then(
  (path) => ({ path, missing: undefined }),
  (error: unknown) => ({ path: '', missing: error instanceof Error ? error.message : String(error) }),
);

/** `test`; or, where stripe-mock cannot be had, one that is reported as skipped. */
export const stripeMockTest = found.missing === undefined ? test : test.skip;

/** Starts it for the tests of a file, on a port of its own; call it at the file's top. Returns its address. */
export function useStripeMock(): () => string {
  let running: { url: string; stop: () => Promise<void> } | undefined;
  if (found.missing !== undefined) {
    test.skip(`needs stripe-mock: ${found.missing}`, () => undefined);
  } else {
    beforeAll(async () => {
      running = await start(found.path);
    });
    afterAll(() => running?.stop());
  }
  return () => {
    if (!running) throw new Error('stripe-mock runs from before the first test');
    return running.url;
  };
}

async function start(path: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(path, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  for await (const line of createInterface(child.stdout)) {
    const address = /HTTP at address: (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // Nobody reads on: without this it would stop at a full pipe.
    child.stdout.resume();
    return { url: `http://${address}`, stop };
  }
  throw new Error('stripe-mock ended before it listened');
}
