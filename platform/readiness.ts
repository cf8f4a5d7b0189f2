export type ProcessState = 'starting' | 'serving' | 'draining';

export interface ReadinessOptions {
  readonly state: () => ProcessState;
  readonly checks: Readonly<Record<string, (deadline: AbortSignal) => Promise<unknown>>>;
  /** Dependencies that are reported and make nothing unready. */
  readonly optional?: readonly string[];
}

export interface Readiness {
  readonly ready: boolean;
  readonly body: {
    readonly status: 'ready' | 'starting' | 'draining' | 'unavailable';
    readonly dependencies: Readonly<Record<string, 'up' | 'down'>>;
  };
}

/** How long a dependency may take to answer (ms). */
const CHECK_TIMEOUT_MS = 1000;
/** Many probes at once ask each dependency once (ms). */
const KEPT_FOR_MS = 1000;

/** Whether this process should get work: it serves, and what it cannot do without answers. */
export function createReadiness({ state, checks, optional = [] }: ReadinessOptions): () => Promise<Readiness> {
  let asked: { at: number; dependencies: Promise<Record<string, 'up' | 'down'>> } | undefined;
  const ask = () => {
    if (!asked || performance.now() - asked.at > KEPT_FOR_MS) asked = { at: performance.now(), dependencies: checkAll(checks) };
    return asked.dependencies;
  };
  return async () => {
    const dependencies = await ask();
    const missing = Object.entries(dependencies).some(([name, is]) => is === 'down' && !optional.includes(name));
    const current = state();
    const status = current !== 'serving' ? current : missing ? 'unavailable' : 'ready';
    return { ready: status === 'ready', body: { status, dependencies } };
  };
}

async function checkAll(checks: ReadinessOptions['checks']): Promise<Record<string, 'up' | 'down'>> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, (await isUp(check)) ? 'up' : 'down'] as const),
  );
  return Object.fromEntries(answers);
}

async function isUp(check: (deadline: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const deadline = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const late = new Promise<boolean>((resolve) => {
    deadline.addEventListener('abort', () => resolve(false));
  });
  const answered = check(deadline).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
}
