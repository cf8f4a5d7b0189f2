import { Metadata } from '@grpc/grpc-js';

/** The values under a key, in order; those of keys that end in -bin are none of ours. */
export function linesOf(metadata: Metadata, key: string): readonly string[] {
  return metadata.get(key).filter((value) => typeof value === 'string');
}

export function metadataOf(entries: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
  return metadata;
}
