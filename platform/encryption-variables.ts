import { z } from 'zod';
import { file } from './variable-kinds.ts';

const inEncryption = { group: 'Encryption', shown: 'none' };

/** How what Temporal is given is encrypted. */
export const encryptionVariables = {
  PAYLOAD_KEYS_FILE: file.optional().meta({
    ...inEncryption,
    description: 'file of keys, JSON (docs/encryption.md): what is encrypted in Temporal is read with them',
  }),
  PAYLOAD_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .meta({
      ...inEncryption,
      description: 'id of the one of these that encrypts what Temporal is given from now on; without it nothing is encrypted',
    }),
};

type EncryptionVariables = { readonly [Name in keyof typeof encryptionVariables | 'TEMPORAL_UI_URL']?: string | undefined };

export function encryption({ PAYLOAD_KEYS_FILE: keysFile, PAYLOAD_KEY_ID: keyId }: EncryptionVariables) {
  return keysFile === undefined ? undefined : { file: keysFile, keyId };
}

/** Whom Temporal's UI and CLI ask to read what is encrypted, and of which origin a page may. */
export function codecServer({ PAYLOAD_KEYS_FILE: file, TEMPORAL_UI_URL: ui }: EncryptionVariables, apiUrl: string) {
  return file === undefined ? undefined : { url: `${apiUrl}/codec`, pageOrigin: ui && new URL(ui).origin };
}

export function requireKeysFile({ PAYLOAD_KEYS_FILE: file, PAYLOAD_KEY_ID: id }: EncryptionVariables, context: z.RefinementCtx): void {
  if (id === undefined || file !== undefined) return;
  context.addIssue({ code: 'custom', path: ['PAYLOAD_KEY_ID'], message: 'needs PAYLOAD_KEYS_FILE' });
}
