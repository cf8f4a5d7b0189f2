// `npm test`: every suite, or those named (`npm test unit integration`), or files (`npm test -- tests/e2e/cancel.test.ts`).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const SUITES = new Set(['unit', 'workflows', 'integration', 'e2e']);
const args = process.argv.slice(2);
const suites = args.filter((arg) => SUITES.has(arg));
const rest = args.filter((arg) => !SUITES.has(arg));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const selected = suites.length > 0 ? ['--selectProjects', ...suites] : [];
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...flags, jest, ...rest, ...selected], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: flags.join(' ') },
});
process.exitCode = status ?? 1;
