import { fileURLToPath } from 'node:url';
import type { DataConverter, LoadedDataConverter, Payload, PayloadCodec, SerializationContext } from '@temporalio/common';

/** Loaded into the workflows' sandbox by its path. */
export const payloadConverterPath = fileURLToPath(new URL('../../workflows/payload-converter.ts', import.meta.url));
/** The same where payloads are encrypted. */
export const failureConverterPath = fileURLToPath(new URL('../../workflows/failure-converter.ts', import.meta.url));

/** Reads what is encrypted. */
export interface EncryptionCodec extends PayloadCodec {
  /** It encrypts, too; otherwise it only reads. */
  readonly encrypts: boolean;
}

/** How clients write values for Temporal and read them back. */
export function clientDataConverter(codec?: EncryptionCodec): DataConverter {
  return codec ? { payloadCodecs: [codec], ...(codec.encrypts && { failureConverterPath }) } : {};
}

/** The same for workers, whose workflows outlive a message that nobody can decode. */
export function workerDataConverter(codec?: EncryptionCodec): DataConverter {
  return { ...clientDataConverter(codec), payloadConverterPath };
}

/** A value out of a history, through all that it went through on its way there. */
export async function decode<T>(
  { payloadCodecs, payloadConverter }: LoadedDataConverter,
  payload: Payload,
  context?: SerializationContext,
): Promise<T> {
  let payloads = [payload];
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads, context);
  return payloadConverter.fromPayload<T>(payloads[0] ?? payload, context);
}
