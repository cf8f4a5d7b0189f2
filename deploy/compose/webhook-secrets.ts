// Runs before deploy/setup.ts in Compose (`node --import`): the webhook secrets that API and worker start with are those of
// .env, else those of the last start, else new ones, so that none is ever the same on two machines.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const file = '/secrets/webhooks.env';
const kept = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
const lines = ['PAYMENT_WEBHOOK_SECRET', 'CARRIER_WEBHOOK_SECRET'].map(
  (name) => `${name}=${process.env[name] || kept[name] || newSecret()}\n`,
);

writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
renameSync(`${file}.new`, file);

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
