// Wraps every order's key with the current key: `npm run keys:rewrap`; see docs/encryption.md.
import { openKeyFile } from '../adapters/encryption/key-file.ts';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { loadLocalConfig } from '../platform/local-config.ts';
import { openSession } from '../platform/postgres-session.ts';
import { rewrapKeys } from './keys/rewrap-keys.ts';

const USAGE = `npm run keys:rewrap

  Wraps each key of order_keys that was wrapped with another key than PAYLOAD_KEY_ID with that one. PAYLOAD_KEYS_FILE has to hold
  both, and DATABASE_URL the tables' owner. It may be interrupted and repeated: what is done stays done.`;

commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
const { database, encryption } = loadLocalConfig();
const keyId = encryption?.keyId;
if (!encryption || keyId === undefined) {
  console.error('PAYLOAD_KEYS_FILE and PAYLOAD_KEY_ID say with what to wrap: set both');
  process.exit(1);
}
const client = await openSession(database.url);
try {
  const count = await rewrapKeys(client, {
    wrapper: openKeyFile(encryption),
    keyId,
    onProgress: (done) => console.log(`${done} keys wrapped`),
  });
  console.log(`done: ${count} keys were wrapped with another key than ${keyId}`);
} finally {
  await client.end();
}
