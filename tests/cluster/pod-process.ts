import { setTimeout as delay } from 'node:timers/promises';
import { type ContainerProcess, type ContainerWorld, startContainer } from './container-process.ts';
import { unlessGone } from './kubernetes.ts';
import { type Container, pathOf, type Pod, statusOf } from './pod.ts';

const PROBE_WITHIN_MS = 3000;
const AGAIN_AFTER_MS = 1000;
/** A start-up probe looks so often. */
const STARTING_PROBE_SECONDS = 2;

/** What a kubelet does for one pod, with processes of this machine in place of containers. */
export class PodProcess {
  readonly #pod: Pod;
  readonly #address: string;
  readonly #world: ContainerWorld;
  readonly #stopping = new AbortController();
  readonly #finished: Promise<void>;
  #current: ContainerProcess | undefined;
  #restarts = 0;

  constructor(pod: Pod, address: string, world: ContainerWorld) {
    this.#pod = pod;
    this.#address = address;
    this.#world = world;
    this.#finished = this.#run().catch((error: unknown) => void this.#report({ phase: 'Failed', message: String(error) }));
  }

  /** As a kubelet ends a pod: preStop, SIGTERM, and SIGKILL when its grace is over. */
  async stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort();
    const { kubernetes } = this.#world;
    const until = Date.now() + graceSeconds * 1000;
    if (this.#current !== undefined) await delay(Math.min(this.#preStopSeconds(), graceSeconds) * 1000);
    this.#current?.signal('SIGTERM');
    const kill = setTimeout(() => this.#current?.signal('SIGKILL'), Math.max(0, until - Date.now()));
    await this.#finished;
    clearTimeout(kill);
    const exactly = { gracePeriodSeconds: 0, preconditions: { uid: this.#pod.metadata.uid } };
    await kubernetes.call('DELETE', pathOf(this.#pod), exactly).catch(unlessGone);
  }

  /** The power goes. */
  kill(): void {
    this.#stopping.abort();
    this.#current?.signal('SIGKILL');
  }

  async #run(): Promise<void> {
    const address = { podIP: this.#address, podIPs: [{ ip: this.#address }], hostIP: '127.0.0.1' };
    await this.#report({ phase: 'Pending', ...address, startTime: new Date().toISOString() });
    for (const init of this.#pod.spec.initContainers ?? [])
      while (!this.#stopping.signal.aborted && (await this.#runOnce(init)) !== 0) await this.#rest(AGAIN_AFTER_MS);
    while (!this.#stopping.signal.aborted) {
      await this.#reportReady(false);
      const code = await this.#runOnce(this.#container);
      if (this.#stopping.signal.aborted) return;
      if (this.#pod.spec.restartPolicy === 'Never') return void (await this.#report({ phase: code === 0 ? 'Succeeded' : 'Failed' }));
      this.#restarts += 1;
      await this.#rest(AGAIN_AFTER_MS);
    }
  }

  async #runOnce(container: Container): Promise<number> {
    const started = await startContainer(container, { pod: this.#pod, address: this.#address }, this.#world);
    this.#current = started;
    let isOver = false;
    const exited = started.exited.finally(() => {
      isOver = true;
      this.#current = undefined;
    });
    // Its pod was deleted before it had started.
    if (this.#stopping.signal.aborted) started.signal('SIGTERM');
    if (container.readinessProbe) await this.#probe(container, () => isOver || this.#stopping.signal.aborted);
    return exited;
  }

  async #probe({ readinessProbe, ports = [] }: Container, isOver: () => boolean): Promise<void> {
    const { httpGet, periodSeconds = 10, failureThreshold = 3 } = readinessProbe ?? {};
    const port = ports.find(({ name }) => name === httpGet?.port)?.containerPort;
    let wasReady = false;
    let failures = 0;
    while (!isOver()) {
      failures = (await isOk(`http://${this.#address}:${port}${httpGet?.path}`)) ? 0 : failures + 1;
      const isReady: boolean = failures === 0 || (wasReady && failures < failureThreshold);
      if (isReady !== wasReady && !isOver()) await this.#reportReady(isReady);
      wasReady = isReady;
      await this.#rest((isReady ? periodSeconds : Math.min(STARTING_PROBE_SECONDS, periodSeconds)) * 1000);
    }
  }

  get #container(): Container {
    return this.#pod.spec.containers[0];
  }

  #preStopSeconds(): number {
    return this.#container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  }

  #reportReady(isReady: boolean): Promise<unknown> {
    return this.#report(statusOf(this.#container, { isReady, restarts: this.#restarts }));
  }

  #report(status: object): Promise<unknown> {
    return this.#world.kubernetes.call('PATCH', `${pathOf(this.#pod)}/status`, { status }).catch(unlessGone);
  }

  #rest(ms: number): Promise<unknown> {
    return delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

function isOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(PROBE_WITHIN_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
