import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../clients/orders-api.ts';

/** Something that was seen is not as it should be. */
export class Unexpected extends Error {
  override name = 'Unexpected';
}

/** @throws Unexpected unless the answer has one of the statuses */
export async function mustAnswer<T>(what: string, answer: Promise<Answer<T>>, ...statuses: number[]): Promise<Answer<T>> {
  const got = await answer;
  if (statuses.includes(got.status)) return got;
  throw new Unexpected(`${what} was answered ${got.status} instead of ${statuses.join(' or ')}: ${got.text.slice(0, 300)}`);
}

/** @throws Unexpected unless what was seen is so */
export function mustHold(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Unexpected(otherwise);
}

/** @throws Unexpected unless both are alike */
export function mustEqual(what: string, seen: unknown, expected: unknown): void {
  mustHold(isDeepStrictEqual(seen, expected), `${what}: ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)}`);
}
