import type { Order } from './order.ts';
import type { Return } from './return.ts';

/** `undecided`: a person approves or declines it. `reason` is for people. */
export type ReturnVerdict = { readonly verdict: 'approved' | 'undecided' } | { readonly verdict: 'declined'; readonly reason: string };

/**
 * Says what becomes of a return that was announced. It may ask elsewhere: what it throws is tried again. It may be asked more than
 * once about one return, of which the first answer that is recorded counts.
 */
export type ReturnApproval = (order: Order, announced: Return) => Promise<ReturnVerdict>;

export const RETURN_APPROVALS = ['auto', 'manual'] as const;

const BUILT_IN: Readonly<Record<(typeof RETURN_APPROVALS)[number], ReturnApproval>> = {
  auto: async () => ({ verdict: 'approved' }),
  manual: async () => ({ verdict: 'undecided' }),
};

/** `auto` approves every return at once; `manual` leaves each to a person. */
export function approvalOf(name: keyof typeof BUILT_IN): ReturnApproval {
  return BUILT_IN[name];
}
