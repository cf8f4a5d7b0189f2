import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { startTestSystem } from '../support/system.ts';

const [command = 'st', ...more] = process.argv.slice(2);

const system = await startTestSystem();
try {
  const url = `${system.settings['TEST_API_URL']}/openapi.json`;
  // What no schema can say is refused, too: a cursor that was made up, a total that is not the sum, a key that came with other content.
  const checks = ['--checks', 'all', '--exclude-checks', 'positive_data_acceptance'];
  const options = [...checks, '--phases', 'examples,coverage,fuzzing', '--request-timeout', '10', '--continue-on-failure'];
  const fuzzer = spawn(command, ['run', url, ...options, ...more], { stdio: 'inherit', cwd: system.dataDir });
  const [code] = (await once(fuzzer, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
