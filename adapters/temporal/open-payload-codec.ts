import type { HistoryPayloads } from '../../domain/ports/history-payloads.ts';
import { DataKeys } from '../encryption/data-keys.ts';
import { openKeyFile, type KeyFile } from '../encryption/key-file.ts';
import { createOrderKeys } from '../postgres/order-keys.ts';
import type { Database } from '../postgres/database.ts';
import type { EncryptionCodec } from './data-converter.ts';
import { createHistoryPayloads } from './history-payloads.ts';
import { createPayloadCodec } from './payload-codec.ts';

interface Encrypting {
  /** Undefined: nothing is encrypted, nor read that is. */
  readonly encryption: KeyFile | undefined;
  readonly temporal: { readonly namespace: string };
}

/** The codec of a process, with the keys of orders in its database. @throws Error when the file of keys cannot be used */
export function openPayloadCodec(given: Encrypting, db: Database): EncryptionCodec | undefined {
  return given.encryption && openWith(given.encryption, given, db).codec;
}

/** The same for people who look at histories. @throws Error when the file of keys cannot be used */
export function openHistoryPayloads(given: Encrypting, db: Database): HistoryPayloads | undefined {
  return given.encryption && createHistoryPayloads(openWith(given.encryption, given, db));
}

function openWith(file: KeyFile, { temporal: { namespace } }: Encrypting, db: Database) {
  const [rows, wrapper] = [createOrderKeys(db), openKeyFile(file)];
  const keys = new DataKeys(rows, wrapper, () => performance.now());
  return { rows, wrapper, namespace, codec: createPayloadCodec({ keys, namespace, encrypts: file.keyId !== undefined }) };
}
