import type { FailureCode } from '../../error-table.ts';
import { CALLER_CODES, CHANGE_CODES, problems } from '../openapi-parts.ts';

/** Why a change of an order is refused: as any change is, and for reasons of its own. */
export function changeProblems(...own: readonly FailureCode[]) {
  return problems(
    ...CALLER_CODES,
    'IDEMPOTENCY_KEY_REUSED',
    'ORDER_NOT_FOUND',
    'PRECONDITION_FAILED',
    ...own,
    'NOT_READY',
    ...CHANGE_CODES,
  );
}
