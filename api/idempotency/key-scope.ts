import { createHash } from 'node:crypto';
import type { Caller } from '../caller.ts';

/**
 * What a key belongs to: the same key elsewhere, or from someone else, is another key. `method` and `path` name what is called in
 * the words of HTTP, whichever way the call comes, so that a key means one thing.
 */
export interface KeyScope {
  readonly caller: Pick<Caller, 'id' | 'tenant'>;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly key: string;
}

/** SHA-256 in hex. The parts are JSON, so that no two scopes read alike. */
export function scopeHash({ caller: { id, tenant }, method, path, key }: KeyScope): string {
  // Without tenants a scope has one part less: it reads like none that has one.
  const owner = tenant === '' ? [id] : [tenant, id];
  return createHash('sha256')
    .update(JSON.stringify([...owner, method, path, key]))
    .digest('hex');
}

/** UUIDv8 (RFC 9562, section 5.8) that follows from the key: whoever repeats a request finishes the same order. */
export function idFromKey(scope: KeyScope): string {
  return uuidFrom(scopeHash(scope));
}

/** The same, from the hash of the key's scope. */
export function uuidFrom(hash: string): string {
  const bytes = Buffer.from(hash, 'hex').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
