import { readFileSync } from 'node:fs';
import type { KeyWrapper } from '../../domain/ports/order-keys.ts';
import { KEY_BYTES, open, seal } from './aes-gcm.ts';

/** What a wrapped key is bound to: no other ciphertext passes for one. */
const PURPOSE = 'durable-orders/order-key';

export interface KeyFile {
  /** JSON: an object of ids, each with 32 bytes in base64. */
  readonly file: string;
  /** Of the key that wraps from now on; undefined: none does. */
  readonly keyId?: string | undefined;
}

/** Wraps with keys out of a file. @throws Error when the file cannot be used; it names no key */
export function openKeyFile({ file, keyId }: KeyFile): KeyWrapper {
  const keys = keysIn(file);
  const keyOf = (id: string) => keys.get(id) ?? refuse(`${file} has no key ${JSON.stringify(id)}`);
  if (keyId !== undefined) keyOf(keyId);
  return {
    wrap: async (key) => (keyId === undefined ? refuse('no key is meant to wrap') : { keyId, bytes: seal(keyOf(keyId), key, PURPOSE) }),
    unwrap: async (wrapped) => open(keyOf(wrapped.keyId), wrapped.bytes, PURPOSE),
  };
}

function keysIn(file: string): ReadonlyMap<string, Buffer> {
  const found = parsed(file);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) refuse(`${file} is no JSON object of keys by their ids`);
  return new Map(
    Object.entries(found).map(([id, text]) => [id, keyOfText(text) ?? refuse(`key ${id} of ${file} is not 32 bytes in base64`)]),
  );
}

function parsed(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keyOfText(text: unknown): Buffer | undefined {
  const key = typeof text === 'string' ? Buffer.from(text, 'base64') : undefined;
  return key?.length === KEY_BYTES ? key : undefined;
}

function refuse(why: string): never {
  throw new Error(why);
}
