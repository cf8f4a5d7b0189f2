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

/** Reads and parses the body; none, or `null` as many clients send for none, is the same as an empty object. */
export async function readOptionalJson(request: IncomingMessage): Promise<unknown> {
  return hasBody(request) ? ((await readJson(request)) ?? {}) : {};
}

/** Deeper than anything this API takes, and shallow enough for whatever walks a parsed body. */
const MAX_DEPTH = 32;
/** More than any body of this API has: what parses it, walks it and tells of each fault is not to be kept busy. */
const MAX_VALUES = 5000;

/** @throws DomainError MALFORMED_REQUEST for what is not JSON or can be read in two ways; INVALID_REQUEST for what nobody means */
export function parseJson(bytes: Buffer): unknown {
  const { depth, values, members } = shapeOf(bytes);
  if (depth > MAX_DEPTH) throw new DomainError('MALFORMED_REQUEST', `The body nests deeper than ${MAX_DEPTH} levels.`);
  if (values > MAX_VALUES) throw new DomainError('INVALID_REQUEST', `The body holds more than ${MAX_VALUES} values.`);
  const value = parseText(bytes);
  if (countMembers(value) !== members) {
    throw new DomainError('MALFORMED_REQUEST', 'An object of the body has two members of the same name.');
  }
  return value;
}

function parseText(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new DomainError('MALFORMED_REQUEST', 'The body is not JSON in UTF-8.');
  }
}

interface Shape {
  depth: number;
  /** An empty list or object counts for two. */
  values: number;
  members: number;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** What valid JSON holds, read off its bytes: parsing what is made to be costly would already be the harm. */
function shapeOf(bytes: Buffer): Shape {
  const shape: Shape = { depth: 0, values: 1, members: 0 };
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) at++;
    else if (inString) continue;
    else if (OPEN.has(byte)) shape.depth = Math.max(shape.depth, ++depth);
    else if (CLOSE.has(byte)) depth--;
    if (!inString && (byte === COMMA || OPEN.has(byte))) shape.values++;
    if (!inString && byte === COLON) shape.members++;
  }
  return shape;
}

/** Members that the parsed value kept: of two with one name, JSON.parse keeps the last. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : parts.length;
  if (own > 0 && Object.hasOwn(value, '__proto__')) {
    throw new DomainError('INVALID_REQUEST', 'A member must not be called __proto__.', [
      { pointer: '/__proto__', detail: 'unknown member' },
    ]);
  }
  return parts.reduce<number>((members, part) => members + countMembers(part), own);
}
