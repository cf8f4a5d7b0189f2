import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { download } from '../../deploy/local/programs/download.ts';
import { CannotStart } from '../../deploy/local/errors.ts';
import { goBuild } from '../../deploy/local/programs/go-build.ts';
import { launch, type Service } from '../../deploy/local/processes/launch.ts';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';
import { poll, reasonOf } from '../../platform/poll.ts';

const VERSION = '2.12.0';
const RELEASES = 'https://github.com/Shopify/toxiproxy/releases/download';
const tool = {
  name: 'toxiproxy-server',
  version: VERSION,
  archive: (platform: string, arch: string) => `${RELEASES}/v${VERSION}/toxiproxy_${VERSION}_${platform}_${arch}.tar.gz`,
  build: goBuild(`github.com/Shopify/toxiproxy/v2/cmd/server@v${VERSION}`),
  wayOut: 'install Go (https://go.dev/dl)',
};

/** The path of the proxy's server: built or fetched once, kept beside the tools of `npm start`. @throws CannotStart */
export async function findToxiproxy(): Promise<string> {
  const cached = path.join(userCacheDir(), `${tool.name}-${VERSION}-${process.platform}-${process.arch}`);
  if (await exists(cached)) return cached;
  await mkdir(userCacheDir(), { recursive: true });
  const work = await mkdtemp(path.join(userCacheDir(), `new-${process.pid}-`));
  try {
    const built = await tool.build(work, undefined).catch((error: unknown) => fetched(work, error));
    await rename(built, cached);
    return cached;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetched(work: string, notBuilt: unknown): Promise<string> {
  try {
    return await download(tool, work, undefined);
  } catch (error) {
    const tried = `not built (${reasonOf(notBuilt)}), not fetched (${reasonOf(error)})`;
    throw new CannotStart(`toxiproxy ${VERSION} could not be had: ${tried}; ${tool.wayOut}`, { cause: error });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** One line of toxiproxy's language: what is done to the bytes of one direction, with what probability for each connection. */
export interface Toxic {
  readonly type: 'latency' | 'timeout' | 'reset_peer' | 'bandwidth';
  /** downstream: from the server back to its client. */
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
  readonly toxicity?: number;
}

export type Toxiproxy = ReturnType<typeof connectToxiproxy>;

/** The proxy's HTTP API. */
export function connectToxiproxy(port: number) {
  const call = async (method: string, where: string, body?: object) => {
    const request = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}${where}`, { method, ...request, signal: AbortSignal.timeout(5000) });
    const isGone = method === 'DELETE' && response.status === 404;
    if (!response.ok && !isGone) throw new Error(`toxiproxy: ${method} ${where} answered ${response.status} ${await response.text()}`);
  };
  let toxics = 0;
  return {
    answers: () => call('GET', '/version'),
    add: (proxy: { name: string; listen: string; upstream: string }) => call('POST', '/proxies', { ...proxy, enabled: true }),
    lead: (proxy: string, upstream: string) => call('POST', `/proxies/${proxy}`, { upstream }),
    /** @returns a function that connects it again */
    cut: (proxy: string) =>
      done(
        () => call('POST', `/proxies/${proxy}`, { enabled: false }),
        () => call('POST', `/proxies/${proxy}`, { enabled: true }),
      ),
    /** @returns a function that takes it away again */
    poison(proxy: string, toxic: Toxic): Promise<() => Promise<void>> {
      const name = `toxic_${(toxics += 1)}`;
      return done(
        () => call('POST', `/proxies/${proxy}/toxics`, { name, ...toxic }),
        () => call('DELETE', `/proxies/${proxy}/toxics/${name}`),
      );
    },
  };
}

/** What had no answer may be done all the same, so it is undone before anybody is told that it failed. */
async function done(change: () => Promise<void>, undo: () => Promise<void>): Promise<() => Promise<void>> {
  try {
    await change();
    return undo;
  } catch (error) {
    await poll({ what: 'toxiproxy could not take back what it did not confirm', withinMs: 90_000 }, undo);
    throw error;
  }
}

export function toxiproxyService({ binary, port, logFile }: { binary: string; port: number; logFile: string }): Service {
  const args = ['-host', '127.0.0.1', '-port', String(port)];
  const { answers } = connectToxiproxy(port);
  const options = { name: 'toxiproxy', command: binary, args, logFile, ready: answers, readyWithinMs: 30_000 };
  return { name: 'toxiproxy', start: (context) => launch(options, context) };
}
