import { BrokenCircuitError, circuitBreaker, CircuitState, handleWhen, TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
import { RecentCalls } from './recent-calls.ts';
import { type Dependency, DependencyError, DomainError } from '../domain/errors.ts';
import { NotNowError } from './not-now-error.ts';

export type Partner = Extract<Dependency, 'payment provider' | 'carrier'>;
export type Circuit = 'closed' | 'open' | 'half_open';
/** `refused`: the partner's no; `not_now`: it cannot be had from it as things are; `failed`: no answer. */
export type CallOutcome = 'ok' | 'refused' | 'not_now' | 'failed';

export interface BreakerOptions {
  readonly halfOpenAfterMs?: number;
  readonly callTimeoutMs?: number;
  readonly onStateChange?: (circuit: { readonly partner: Partner; readonly operation: string; readonly state: Circuit }) => void;
  /** Called for each call that reached out, when it is over. */
  readonly onCall?: (call: {
    readonly partner: Partner;
    readonly operation: string;
    readonly outcome: CallOutcome;
    readonly seconds: number;
  }) => void;
}

/** Gives a partner that is overloaded time to recover, and is well within the patience of an order that waits for it (ms). */
const HALF_OPEN_AFTER_MS = 10_000;
/** A step has 25 s for two calls and its record in our own database (ms). */
const CALL_TIMEOUT_MS = 10_000;
/** One trial decides for all: whoever comes meanwhile comes again when it has mostly been answered (ms). */
const TRIAL_MS = 1000;
/** Spreads those who come again, so that they are no burst (ms). */
const JITTER_MS = 1000;

/**
 * The same port, each of its operations behind a circuit breaker of its own: a partner that answers look-ups may fail to authorise
 * all the same. One that is away costs each caller nothing but a DependencyError that says when to come again: nobody holds a
 * worker's slot to wait for it. Only DependencyErrors of this partner count, and of these no NotNowError.
 */
export function withBreaker<Port extends object>(port: Port, partner: Partner, options: BreakerOptions = {}): Port {
  const guards = new Map<string, Guard>();
  const guardOf = (operation: string) => {
    const guard = guards.get(operation) ?? createGuard(partner, operation, options);
    guards.set(operation, guard);
    return guard;
  };
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const guard = guardOf(String(name));
      return (...args: unknown[]) => guard(async () => member.apply(target, args));
    },
  });
}

type Guard = <T>(call: () => Promise<T>) => Promise<T>;

function createGuard(partner: Partner, operation: string, options: BreakerOptions): Guard {
  const { halfOpenAfterMs = HALF_OPEN_AFTER_MS, callTimeoutMs = CALL_TIMEOUT_MS, onStateChange, onCall } = options;
  const isOutage = (error: unknown) => error instanceof DependencyError && error.dependency === partner;
  const circuit = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: halfOpenAfterMs, breaker: new RecentCalls() });
  const limit = timeout(callTimeoutMs, TimeoutStrategy.Aggressive);
  let openedAt = 0;
  circuit.onStateChange((state) => {
    if (state === CircuitState.Open) openedAt = Date.now();
    onStateChange?.({ partner, operation, state: nameOf(state) });
  });

  const inTime: Guard = async (call) => {
    const startedAt = performance.now();
    const ended = (outcome: CallOutcome) => onCall?.({ partner, operation, outcome, seconds: (performance.now() - startedAt) / 1000 });
    try {
      const answer = await limit.execute(call);
      ended('ok');
      return answer;
    } catch (error) {
      ended(outcomeOf(error));
      if (!(error instanceof TaskCancelledError)) throw error;
      const text = `The ${partner} did not answer within ${callTimeoutMs} ms; the outcome is unknown.`;
      throw new DependencyError(partner, text, { cause: error });
    }
  };

  return async (call) => {
    // The policy would have these callers wait for the trial; they are sent away instead, so that they hold no slot.
    if (circuit.state === CircuitState.HalfOpen) throw isOpen(partner, TRIAL_MS);
    try {
      const answer = await circuit.execute(() => answerOf(() => inTime(call)));
      if ('refusal' in answer) throw answer.refusal;
      return answer.value;
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw isOpen(partner, openedAt + halfOpenAfterMs - Date.now());
      throw error;
    }
  };
}

function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof DomainError) return 'refused';
  return error instanceof NotNowError ? 'not_now' : 'failed';
}

/** A decline shows that the partner lives: to the circuit it is an answer like any other. */
async function answerOf<T>(call: () => Promise<T>): Promise<{ value: T } | { refusal: DomainError | NotNowError }> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof DomainError || error instanceof NotNowError) return { refusal: error };
    throw error;
  }
}

function isOpen(partner: Partner, waitMs: number): DependencyError {
  const retryAfterMs = Math.max(0, waitMs) + Math.ceil(Math.random() * JITTER_MS);
  return new DependencyError(partner, `The circuit is open: the ${partner} has not answered lately and is left alone.`, { retryAfterMs });
}

function nameOf(state: CircuitState): Circuit {
  if (state === CircuitState.HalfOpen) return 'half_open';
  return state === CircuitState.Closed ? 'closed' : 'open';
}
