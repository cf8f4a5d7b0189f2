import { DomainError } from '../../domain/errors.ts';
import type { AnswerStore, KeptAnswer } from '../../domain/ports.ts';
import type { Answer } from './answer.ts';
import { problemAnswer } from './problem.ts';

export interface RepeatableCall {
  /** SHA-256 of the key's scope; without a key nothing is kept. */
  readonly key: string | undefined;
  readonly fingerprint: string;
  readonly orderId: string;
  readonly path: string;
}

/**
 * Answers a repeat of a keyed call with its first final answer; runs `work` otherwise.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with other content before
 */
export async function answerOnce(answers: AnswerStore, call: RepeatableCall, work: () => Promise<Answer>): Promise<Answer> {
  const { key, fingerprint, orderId, path } = call;
  if (key === undefined) return work();
  const kept = await answers.find(key);
  if (kept) return { ...agreeing(kept, fingerprint), headers: { 'Idempotent-Replayed': 'true' } };
  const answer = await work().catch((error: unknown) => finalProblem(error, path));
  if (!isFinal(answer)) return answer;
  const first = await answers.keep(key, orderId, { fingerprint, status: answer.status, body: answer.body });
  return { ...answer, ...agreeing(first, fingerprint) };
}

function agreeing(kept: KeptAnswer, fingerprint: string): Answer {
  if (kept.fingerprint !== fingerprint) throw keyReused();
  return { status: kept.status, body: kept.body };
}

export function keyReused(): DomainError {
  return new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key came with other content before. Take a new key for a new request.',
    [{ pointer: 'Idempotency-Key', detail: 'was used with other content' }],
  );
}

/** What stands whenever it is asked again; `202` and every other error may still turn out otherwise. */
function isFinal({ status }: Answer): boolean {
  return status === 409 || (status >= 200 && status < 300 && status !== 202);
}

function finalProblem(error: unknown, path: string): Answer {
  const answer = problemAnswer(error, path);
  if (!isFinal(answer)) throw error;
  return answer;
}
