import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { DomainError } from '../../domain/errors.ts';
import { orderIdInWorkflowId } from '../../domain/identifiers.ts';
import { OF_NO_ORDER } from '../../domain/ports/order-keys.ts';
import { open, seal } from '../encryption/aes-gcm.ts';
import type { DataKeys } from '../encryption/data-keys.ts';
import type { EncryptionCodec } from './data-converter.ts';

const ENCODING = 'binary/encrypted';
/** What stands for what an erased customer's payloads held. */
export const ERASED = { erased: 'The customer of this order was erased.' } as const;

/** A message of a failure, where it cannot be encrypted. */
const WITHHELD = { message: 'The key to encrypt this message was not to be had; the worker has logged it.', stack_trace: '' };

const { Payload: WirePayload } = proto.temporal.api.common.v1;

interface CodecOptions {
  readonly keys: Pick<DataKeys, 'find' | 'make'>;
  readonly namespace: string;
  /** False: it only reads. */
  readonly encrypts: boolean;
}

/**
 * Encrypts what Temporal is given, with the key of the order that it is of. Each payload names its order, because the Temporal UI's
 * codec server is told nothing else, and is bound to it and to the namespace: in another order's workflow it is not read.
 *
 * What is not encrypted is read as it is: histories from before, and what people send from a Temporal CLI. What cannot be decrypted
 * is handed on as it is, too, and the workflow treats it as it treats all that is unreadable: a throw would fail its task for ever.
 */
export function createPayloadCodec({ keys, namespace, encrypts }: CodecOptions): EncryptionCodec {
  const openPayload = payloadOpener({ keys, namespace });

  const encrypt = async (payload: Payload, context?: SerializationContext): Promise<Payload> => {
    const owner = ownerIn(context) ?? OF_NO_ORDER;
    const key = await keys.make(owner);
    if (key === 'erased') throw new DomainError('ORDER_ERASED', ERASED.erased);
    const data = seal(key, WirePayload.encode(payload).finish(), boundTo(namespace, owner));
    return { metadata: { encoding: Buffer.from(ENCODING), order: Buffer.from(owner) }, data };
  };

  const decrypt = async (payload: Payload, context?: SerializationContext): Promise<Payload> => {
    const owner = ownerOf(payload);
    if (owner === undefined || isElsewhere(owner, context)) return payload;
    const opened = await openPayload(payload, owner);
    return opened === 'erased' ? erasedPayload() : (opened ?? payload);
  };

  // Without a context the SDK encodes one thing: why a task of a workflow could not be worked on. A throw would end the worker.
  const encryptOrWithhold = (payload: Payload) => encrypt(payload).catch(() => defaultPayloadConverter.toPayload(WITHHELD));

  const encode = (payload: Payload, context?: SerializationContext) => (context ? encrypt(payload, context) : encryptOrWithhold(payload));

  return {
    encrypts,
    encode: async (payloads, context) => (encrypts ? Promise.all(payloads.map((payload) => encode(payload, context))) : payloads),
    decode: (payloads, context) => Promise.all(payloads.map((payload) => decrypt(payload, context))),
  };
}

interface OpenerOptions {
  readonly keys: Pick<DataKeys, 'find'>;
  readonly namespace: string;
}

/** Opens what is encrypted with the key of `owner`; undefined where it cannot be. */
export function payloadOpener({ keys, namespace }: OpenerOptions) {
  return async (payload: Payload, owner: string): Promise<Payload | 'erased' | undefined> => {
    const key = await keys.find(owner);
    if (key === undefined || key === 'erased') return key;
    try {
      return WirePayload.decode(open(key, payload.data ?? new Uint8Array(), boundTo(namespace, owner)));
    } catch {
      return undefined;
    }
  };
}

function boundTo(namespace: string, owner: string): string {
  return `${namespace}/${owner}`;
}

export function erasedPayload(): Payload {
  return defaultPayloadConverter.toPayload(ERASED);
}

/** The order that an encrypted payload says it is of; undefined where it is not encrypted. */
export function ownerOf({ metadata }: Payload): string | undefined {
  return textOf(metadata?.['encoding']) === ENCODING ? (textOf(metadata?.['order']) ?? '') : undefined;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

function ownerIn(context: SerializationContext | undefined): string | undefined {
  return context?.workflowId === undefined ? undefined : orderIdInWorkflowId(context.workflowId);
}

/** What is of no order may be read anywhere, and so may all where nobody says which workflow asks. */
function isElsewhere(owner: string, context: SerializationContext | undefined): boolean {
  return context?.workflowId !== undefined && owner !== OF_NO_ORDER && ownerIn(context) !== owner;
}
