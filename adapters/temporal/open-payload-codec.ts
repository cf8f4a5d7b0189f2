import { DataKeys } from '../encryption/data-keys.ts';
import { openKeyFile, type KeyFile } from '../encryption/key-file.ts';
import { createOrderKeys } from '../postgres/order-keys.ts';
import type { Database } from '../postgres/database.ts';
import type { EncryptionCodec } from './data-converter.ts';
import { createPayloadCodec } from './payload-codec.ts';

interface Encrypting {
  /** Undefined: nothing is encrypted, nor read that is. */
  readonly encryption: KeyFile | undefined;
  readonly temporal: { readonly namespace: string };
}

/** The codec of a process, with the keys of orders in its database. @throws Error when the file of keys cannot be used */
export function openPayloadCodec({ encryption, temporal: { namespace } }: Encrypting, db: Database): EncryptionCodec | undefined {
  if (!encryption) return undefined;
  const keys = new DataKeys(createOrderKeys(db), openKeyFile(encryption), () => performance.now());
  return createPayloadCodec({ keys, namespace, encrypts: encryption.keyId !== undefined });
}
