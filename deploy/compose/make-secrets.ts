// Runs before deploy/setup.ts in Compose (`node --import`): what API, worker and partners know each other by is what .env says,
// else what it was at the last start, else new, so that none is ever the same on two machines.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const NEW = {
  PAYMENT_WEBHOOK_SECRET: newWebhookSecret,
  CARRIER_WEBHOOK_SECRET: newWebhookSecret,
  PARTNERS_API_KEY: () => `key_${randomBytes(32).toString('base64url')}`,
};

const file = '/secrets/secrets.env';
const kept = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
const lines = Object.entries(NEW).map(([name, make]) => `${name}=${process.env[name] || kept[name] || make()}\n`);

writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
renameSync(`${file}.new`, file);

function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
