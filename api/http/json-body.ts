import type { IncomingMessage } from 'node:http';
import { DomainError } from '../../domain/errors.ts';
import { hasBody, readBody } from './body.ts';
import { requireMediaType } from './media-type.ts';

/** Reads and parses the body, which has to be there. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!hasBody(request)) throw new DomainError('MALFORMED_REQUEST', 'A JSON body is needed.');
  requireMediaType(request.headers, 'application/json');
  return parseJson(await readBody(request));
}

/** Reads and parses the body; none is the same as an empty object. */
export async function readOptionalJson(request: IncomingMessage): Promise<unknown> {
  return hasBody(request) ? readJson(request) : {};
}

/** Deeper than anything this API takes, and shallow enough for whatever walks a parsed body. */
const MAX_DEPTH = 32;

/** @throws DomainError MALFORMED_REQUEST for what is not JSON or can be read in two ways */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new DomainError('MALFORMED_REQUEST', 'The body is not JSON in UTF-8.');
  }
  if (countMembers(value) !== writtenMembers(text)) {
    throw new DomainError('MALFORMED_REQUEST', 'An object of the body has two members of the same name.');
  }
  return value;
}

/** Members that the parsed value kept: of two with one name, JSON.parse keeps the last. */
function countMembers(root: unknown): number {
  let members = 0;
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new DomainError('MALFORMED_REQUEST', `The body nests deeper than ${MAX_DEPTH} levels.`);
    const objects = level.filter((value): value is object => typeof value === 'object' && value !== null);
    for (const object of objects) {
      if (Array.isArray(object)) continue;
      const names = Object.keys(object);
      members += names.length;
      if (names.includes('__proto__')) {
        throw new DomainError('INVALID_REQUEST', 'A member must not be called __proto__.', [
          { pointer: '/__proto__', detail: 'unknown member' },
        ]);
      }
    }
    level = objects.flatMap((object): unknown[] => Object.values(object));
  }
  return members;
}

/** Members that stand in valid JSON text: each string that a colon follows. */
function writtenMembers(text: string): number {
  let members = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"[\t\n\r ]*(:)?/g)) if (colon) members++;
  return members;
}
