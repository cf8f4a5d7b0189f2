import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Refusal } from './refusal.ts';

/** `Authorization: Bearer …`, compared in a time that tells nothing of the key. */
export function requireApiKey(apiKey: string): RequestHandler {
  const expected = digest(`Bearer ${apiKey}`);
  return (req, _res, next) => {
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected))
      throw new Refusal(401, 'unauthorised', 'The API key is missing or wrong.');
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
