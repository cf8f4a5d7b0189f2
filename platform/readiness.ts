import { DependencyError } from '../domain/errors.ts';

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
    /** Of those that are down and say why. */
    readonly reasons?: Readonly<Record<string, string>>;
  };
}

/** How long a dependency may take to answer (ms). */
const CHECK_TIMEOUT_MS = 1000;
/** Many probes at once ask each dependency once (ms). */
const KEPT_FOR_MS = 1000;

/** Whether this process should get work: it serves, and what it cannot do without answers. */
export function createReadiness({ state, checks, optional = [] }: ReadinessOptions): () => Promise<Readiness> {
  let asked: { at: number; answers: Promise<Answer[]> } | undefined;
  const ask = () => {
    if (!asked || performance.now() - asked.at > KEPT_FOR_MS) asked = { at: performance.now(), answers: checkAll(checks) };
    return asked.answers;
  };
  return async () => {
    const answers = await ask();
    const dependencies = Object.fromEntries(answers.map(({ name, is }) => [name, is]));
    const reasons = Object.fromEntries(answers.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]])));
    const missing = answers.some(({ name, is }) => is === 'down' && !optional.includes(name));
    const current = state();
    const status = current !== 'serving' ? current : missing ? 'unavailable' : 'ready';
    return { ready: status === 'ready', body: { status, dependencies, ...(Object.keys(reasons).length > 0 && { reasons }) } };
  };
}

interface Answer {
  readonly name: string;
  readonly is: 'up' | 'down';
  readonly reason?: string;
}

async function checkAll(checks: ReadinessOptions['checks']): Promise<Answer[]> {
  return Promise.all(Object.entries(checks).map(async ([name, check]) => ({ name, ...(await answerOf(check)) })));
}

async function answerOf(check: (deadline: AbortSignal) => Promise<unknown>): Promise<Omit<Answer, 'name'>> {
  const deadline = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const late = new Promise<Omit<Answer, 'name'>>((resolve) => {
    deadline.addEventListener('abort', () => resolve({ is: 'down' }));
  });
  const answered = check(deadline).then(
    () => ({ is: 'up' as const }),
    // The text of any other error is not meant for whoever probes.
    (error: unknown) => ({ is: 'down' as const, ...(error instanceof DependencyError && { reason: error.message }) }),
  );
  return Promise.race([answered, late]);
}
