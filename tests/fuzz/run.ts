// Twice: as whoever may do all where nobody needs a token, and as a caller with a token where everybody does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { OidcProvider } from '../../tools/issuer/oidc-provider.ts';
import { startTestSystem } from '../support/system.ts';

const [command = 'st', ...more] = process.argv.slice(2);
// What no schema can say is refused, too: a cursor that was made up, a total that is not the sum, a key that came with other content.
const CHECKS = ['--checks', 'all', '--exclude-checks', 'positive_data_acceptance'];
/** `Prefer: wait=30`, and the deadline after it. */
const ANSWERED_WITHIN = ['--request-timeout', '40'];
const OPTIONS = [...CHECKS, '--phases', 'examples,coverage,fuzzing', ...ANSWERED_WITHIN, '--continue-on-failure'];
/** A token lasts ten minutes. */
const WITH_TOKEN = ['--max-time', '480'];

/** @returns the fuzzer's exit code */
async function fuzz(settings: Record<string, string>, options: readonly string[]): Promise<number> {
  const system = await startTestSystem(settings);
  try {
    const url = `${system.settings['TEST_API_URL']}/openapi.json`;
    const fuzzer = spawn(command, ['run', url, ...OPTIONS, ...options, ...more], { stdio: 'inherit', cwd: system.dataDir });
    const [code] = (await once(fuzzer, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await system.stop();
    rmSync(system.dataDir, { recursive: true, force: true });
  }
}

const issuer = new OidcProvider();
await issuer.start();
try {
  const open = await fuzz({}, []);
  const authorization = `Authorization: Bearer ${await issuer.token('orders:read orders:write orders:operate')}`;
  const closed = await fuzz({ OIDC_ISSUER: issuer.issuer }, ['--header', authorization, ...WITH_TOKEN]);
  process.exitCode = Math.max(open, closed);
} finally {
  await issuer.stop();
}
