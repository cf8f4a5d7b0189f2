import type { Request } from 'express';
import { headerLines } from '../header.ts';

/** Browsers keep 4,096 bytes a cookie, name and attributes included. */
const LONGEST_PART = 3800;
/** A request's headers may take 16 KiB in all. */
const MOST_PARTS = 3;

/** `__Host-`: of this host alone, and never sent without TLS but to this machine. */
const nameOf = (name: string, part: number) => `__Host-${name}${part === 0 ? '' : `-${part}`}`;

export interface CookieOptions {
  /** `Lax`: it comes with the browser's way back from the issuer, too; `Strict`: only from pages of ours. */
  readonly sameSite: 'Lax' | 'Strict';
  /** Until the browser ends, unless it is given. */
  readonly maxAgeSeconds?: number;
}

/** What a cookie holds, put together from its parts; undefined where there is none. */
export function readCookie(req: Request, name: string): string | undefined {
  const cookies = new Map(headerLines(req, 'Cookie').flatMap((line) => line.split(/; */).map(pairOf)));
  const parts = Array.from({ length: MOST_PARTS }, (_, part) => cookies.get(nameOf(name, part)) ?? '');
  return parts[0] === '' ? undefined : parts.join('');
}

/** `Set-Cookie`s of a value that may be longer than one cookie; an empty one forgets it. @throws RangeError where it fits in none */
export function cookiesOf(name: string, value: string, { sameSite, maxAgeSeconds }: CookieOptions): string[] {
  if (value.length > LONGEST_PART * MOST_PARTS) throw new RangeError(`${value.length} characters are too many for cookies`);
  return Array.from({ length: MOST_PARTS }, (_, part) => {
    const text = value.slice(part * LONGEST_PART, (part + 1) * LONGEST_PART);
    const lasting = text === '' ? '; Max-Age=0' : maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
    return `${nameOf(name, part)}=${text}; Path=/; Secure; HttpOnly; SameSite=${sameSite}${lasting}`;
  });
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}
