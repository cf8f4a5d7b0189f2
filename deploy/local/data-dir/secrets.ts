// What the processes of this DATA_DIR know each other by, made once: webhooks are signed with it, calls carry it.
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NEW = {
  PAYMENT_WEBHOOK_SECRET: newWebhookSecret,
  CARRIER_WEBHOOK_SECRET: newWebhookSecret,
  PARTNERS_API_KEY: newApiKey,
};
export type LocalSecrets = Record<keyof typeof NEW, string>;

/** Each by the variable that says it; what the folder has none of yet is made. */
export function localSecrets(dataDir: string): LocalSecrets {
  const file = path.join(dataDir, 'secrets.json');
  const kept = read(file);
  const secrets = Object.fromEntries(Object.entries(NEW).map(([name, make]) => [name, kept[name] ?? make()])) as LocalSecrets;
  if (Object.entries(secrets).some(([name, secret]) => kept[name] !== secret)) {
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function read(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read; remove it to have new secrets made`, { cause: error });
  }
}

function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function newApiKey(): string {
  return `key_${randomBytes(32).toString('base64url')}`;
}
