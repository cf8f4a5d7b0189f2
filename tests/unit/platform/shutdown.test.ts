import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = (stop: string, graceMs: number, rest = '') => `
  import { createLogger } from './platform/logger.ts';
  import { onShutdown } from './platform/shutdown.ts';
  onShutdown({ log: createLogger('relay', 'info'), graceMs: ${graceMs}, stop: ${stop} });
  setInterval(() => {}, 1000);
  console.log('up');
  ${rest}`;

/** Runs a process, sends it the signals once it is up, and tells how it ended. */
async function end(source: string, ...signals: NodeJS.Signals[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--no-warnings', '-e', source], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let output = '';
  let sent = 0;
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const due = output.includes('"stopping"') ? 2 : output.includes('up\n') ? 1 : 0;
    for (; sent < Math.min(due, signals.length); sent++) child.kill(signals[sent]);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('a process', () => {
  it('stops in order on SIGTERM', async () => {
    const { code, output } = await end(script("async () => console.log('closed')", 5000), 'SIGTERM');
    // The log and the console are two writers of one pipe: each keeps its own order only.
    expect([code, output]).toEqual([0, expect.stringContaining('closed')]);
    for (const said of ['"stopping"', '"stopped"']) expect(output).toContain(said);
  });

  it('ends without what does not stop within its grace', async () => {
    const { code, output } = await end(script('() => new Promise(() => {})', 50), 'SIGINT');
    expect([code, output]).toEqual([1, expect.stringContaining('did not stop within its grace period')]);
  });

  it('does not wait on a second signal', async () => {
    const { code, output } = await end(script('() => new Promise(() => {})', 60_000), 'SIGTERM', 'SIGINT');
    expect([code, output]).toEqual([1, expect.stringContaining('second signal')]);
  });

  it.each(["setTimeout(() => { throw new Error('boom') })", "void Promise.reject(new Error('boom'))"])(
    'logs what nobody caught and exits 1: %s',
    async (rest) => {
      const { code, output } = await end(script('async () => {}', 5000, rest));
      expect([code, output]).toEqual([1, expect.stringMatching(/"fatal"[\s\S]*boom/)]);
    },
  );

  it('exits 1 when stopping fails', async () => {
    const { code, output } = await end(script("() => Promise.reject(new Error('stuck'))", 5000), 'SIGTERM');
    expect([code, output]).toEqual([1, expect.stringContaining('stuck')]);
  });
});
