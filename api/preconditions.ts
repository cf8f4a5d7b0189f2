import { DomainError } from '../domain/errors.ts';
import { parseEntityTags, stateTagOf, type EntityTags } from './etag.ts';
import { malformedHeader } from './malformed-header.ts';

/** What is told of a thing at its address; it may have no tag, as an order that is not written yet has none. */
export interface Representation {
  readonly etag?: string;
}

/** What a request demands of what there is (RFC 9110, section 13.1). */
export interface Preconditions {
  readonly ifMatch?: EntityTags;
  readonly ifNoneMatch?: EntityTags;
}

export type Verdict = 'met' | 'if_match_failed' | 'if_none_match_failed';

/** The lines of a header of HTTP, or of a key of gRPC's metadata. */
export type LinesOf = (name: string) => readonly string[];

/** @throws DomainError MALFORMED_REQUEST for a header that is no list of entity tags */
export function readPreconditions(linesOf: LinesOf): Preconditions {
  const [ifMatch, ifNoneMatch] = [entityTagsIn(linesOf, 'If-Match'), entityTagsIn(linesOf, 'If-None-Match')];
  return { ...(ifMatch && { ifMatch }), ...(ifNoneMatch && { ifNoneMatch }) };
}

function entityTagsIn(linesOf: LinesOf, name: string): EntityTags | undefined {
  const lines = linesOf(name);
  if (lines.length === 0) return undefined;
  const tags = parseEntityTags(lines);
  if (!tags) throw malformedHeader(name, 'must be * or a list of entity tags');
  return tags;
}

/** In the order of RFC 9110, section 13.2.2: a read is answered 304 where If-None-Match fails, all else 412. */
export function evaluate({ ifMatch, ifNoneMatch }: Preconditions, current: Representation | undefined): Verdict {
  if (ifMatch && !names(statesOf(ifMatch), stateOf(current))) return 'if_match_failed';
  if (ifNoneMatch && names(withoutWeakness(ifNoneMatch), current)) return 'if_none_match_failed';
  return 'met';
}

/** A change is of the state: whoever read any representation of it may change it. */
function statesOf(tags: EntityTags): EntityTags {
  return tags === '*' ? tags : tags.map(stateTagOf);
}

function stateOf(current: Representation | undefined): Representation | undefined {
  return current?.etag === undefined ? current : { etag: stateTagOf(current.etag) };
}

/** The strong comparison, as our tags are strong: a weak tag is equal to none of them. */
function names(tags: EntityTags, current: Representation | undefined): boolean {
  if (tags === '*') return current !== undefined;
  return current?.etag !== undefined && tags.includes(current.etag);
}

/** If-None-Match compares weakly. */
function withoutWeakness(tags: EntityTags): EntityTags {
  return tags === '*' ? tags : tags.map((tag) => tag.replace(/^W\//, ''));
}

/**
 * Of a read that has no answer without a body.
 * @throws DomainError PRECONDITION_FAILED when what is there is none of what If-Match names
 */
export function requireMatch(preconditions: Preconditions, current: Representation): void {
  if (evaluate(preconditions, current) === 'if_match_failed') throw noMatch();
}

/**
 * Of a change that is decided on what there was: without it nobody could tell what it was decided on.
 * @throws DomainError PRECONDITION_REQUIRED where there is no If-Match
 */
export function requireIfMatch(linesOf: LinesOf): void {
  if (linesOf('If-Match').length > 0) return;
  throw new DomainError('PRECONDITION_REQUIRED', 'Send the ETag of the order that you have read, as If-Match.');
}

export function noMatch(): DomainError {
  return new DomainError('PRECONDITION_FAILED', 'What is here now is none of what If-Match names.');
}

/**
 * Whether a thing, or there being none, is as a request that changes it demands; undefined when it demands nothing.
 * @throws DomainError MALFORMED_REQUEST
 */
export function conditionOf<T>(
  linesOf: LinesOf,
  representationOf: (thing: T) => Representation,
): ((thing: T | undefined) => boolean) | undefined {
  const preconditions = readPreconditions(linesOf);
  if (!preconditions.ifMatch && !preconditions.ifNoneMatch) return undefined;
  return (thing) => evaluate(preconditions, thing && representationOf(thing)) === 'met';
}
