import type { Declined } from '../activities/authorise.ts';

/** A sentence that ends in what the provider said, where it said anything. */
export function declinedText(what: string, { why }: Declined): string {
  return why === undefined ? `${what}.` : `${what}: ${why}`;
}
