import type { Answer } from './answer.ts';
import { evaluate, noMatch, type Preconditions, type Representation } from '../preconditions.ts';

/**
 * A read of what has an entity tag: the body, or 304 when the caller has it already.
 * @throws DomainError PRECONDITION_FAILED when it is none of those that If-Match names
 */
export function answerRead(preconditions: Preconditions, representation: Representation, body: object): Answer {
  const { etag } = representation;
  const headers = etag === undefined ? {} : { ETag: etag, 'Cache-Control': 'private, no-cache' };
  switch (evaluate(preconditions, representation)) {
    case 'met':
      return { status: 200, headers, body };
    case 'if_none_match_failed':
      return { status: 304, headers };
    case 'if_match_failed':
      throw noMatch();
  }
}
