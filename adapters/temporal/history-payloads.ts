import type { Payload, SerializationContext } from '@temporalio/common';
import { DependencyError } from '../../domain/errors.ts';
import type { HistoryPayloads, StoredPayload } from '../../domain/ports/history-payloads.ts';
import type { KeyWrapper, OrderKeys } from '../../domain/ports/order-keys.ts';
import type { DataKey } from '../encryption/data-keys.ts';
import type { EncryptionCodec } from './data-converter.ts';
import { erasedPayload, ownerOf, payloadOpener } from './payload-codec.ts';

interface HistoryPayloadsOptions {
  readonly rows: OrderKeys;
  readonly wrapper: KeyWrapper;
  readonly namespace: string;
  readonly codec: Pick<EncryptionCodec, 'encode'>;
}

export function createHistoryPayloads({ rows, wrapper, namespace, codec }: HistoryPayloadsOptions): HistoryPayloads {
  /** Nobody says which workflow it goes to. */
  const ofNoOrder: SerializationContext = { type: 'workflow', namespace, workflowId: '' };
  return {
    ownerOf,
    look() {
      const open = payloadOpener({ keys: keysOfOneLook(rows, wrapper), namespace });
      return async (payload) => {
        const owner = ownerOf(payload);
        const opened = owner === undefined ? undefined : await open(payload, owner);
        if (opened === 'erased') return { payload: stored(erasedPayload()), isErased: true };
        return opened && { payload: stored(opened), isErased: false };
      };
    },
    encrypt: async (payloads) => (await codec.encode([...payloads], ofNoOrder)).map(stored),
  };
}

function keysOfOneLook(rows: OrderKeys, wrapper: KeyWrapper) {
  const asked = new Map<string, Promise<DataKey | undefined>>();
  const ask = async (owner: string): Promise<DataKey | undefined> => {
    const row = await rows.find(owner);
    return row === undefined || row === 'erased' ? row : wrapper.unwrap(row).catch(unlessAway);
  };
  return {
    find(owner: string) {
      const key = asked.get(owner) ?? ask(owner);
      asked.set(owner, key);
      return key;
    },
  };
}

/** The key that wrapped it is in the file no more: to a person this is as good as no key; a worker has to wait for it. */
function unlessAway(error: unknown): undefined {
  if (error instanceof DependencyError) throw error;
}

function stored({ metadata, data }: Payload): StoredPayload {
  return { metadata: metadata ?? {}, data: data ?? new Uint8Array() };
}
