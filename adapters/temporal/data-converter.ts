import { fileURLToPath } from 'node:url';
import type { DataConverter, LoadedDataConverter, Payload } from '@temporalio/common';

/** Loaded into the workflows' sandbox by its path. */
export const payloadConverterPath = fileURLToPath(new URL('../../workflows/payload-converter.ts', import.meta.url));

/** How clients write values for Temporal and read them back. A payload codec belongs here: workers take over what stands in it. */
export const clientDataConverter: DataConverter = {};

/** The same for workers, whose workflows outlive a message that nobody can decode. */
export const workerDataConverter: DataConverter = { ...clientDataConverter, payloadConverterPath };

/** A value out of a history, through all that it went through on its way there. */
export async function decode<T>({ payloadCodecs, payloadConverter }: LoadedDataConverter, payload: Payload): Promise<T> {
  let payloads = [payload];
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  return payloadConverter.fromPayload<T>(payloads[0] ?? payload);
}
