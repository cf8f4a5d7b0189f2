// Webhook secrets for this DATA_DIR, made once: the simulated providers sign with them, API and worker check.
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type WebhookSecrets = { PAYMENT_WEBHOOK_SECRET: string; CARRIER_WEBHOOK_SECRET: string };

export function webhookSecrets(dataDir: string): WebhookSecrets {
  const file = path.join(dataDir, 'webhook-secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as WebhookSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error(`${file} cannot be read; remove it to have new secrets made`, { cause: error });
  }
  const secrets = { PAYMENT_WEBHOOK_SECRET: newSecret(), CARRIER_WEBHOOK_SECRET: newSecret() };
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
