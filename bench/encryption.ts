import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { CLIENTS, measureSideBySide } from './side-by-side.ts';

const KEY_ID = 'bench';

/** CPU time for one order over all processes with payloads encrypted, beside a system whose histories are plain. */
export const encryption: Bench = async (options) => {
  const count = options.isQuick ? 40 : 300;
  const rounds = inRounds(options, 'encryption');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-keys-'));
  const file = path.join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify({ [KEY_ID]: randomBytes(32).toString('base64') }));
  try {
    const systems = { plain: {}, encrypted: { PAYLOAD_KEYS_FILE: file, PAYLOAD_KEY_ID: KEY_ID } };
    await measureSideBySide(options, { systems, count, rounds });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    title: 'Encryption',
    how: `User and system time of all processes but the callers' for an order to COMPLETED, ${count} at ${CLIENTS} callers, in turns by two systems: one whose histories are plain, and one that encrypts them.`,
    figures: rounds.figures(),
  };
};
