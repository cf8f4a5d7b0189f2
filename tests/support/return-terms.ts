import type { ReturnTerms } from '../../activities/return.ts';
import { approvalOf } from '../../domain/return-approval.ts';

const DAY_MS = 86_400_000;

/** As a deployment has them that configures nothing. */
export const RETURN_TERMS: ReturnTerms = { approve: approvalOf('auto'), windowMs: 30 * DAY_MS, expiryMs: 60 * DAY_MS };
