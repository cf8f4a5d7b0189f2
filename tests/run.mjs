// `npm test`: every suite, or those named (`npm test unit integration`), or files (`npm test -- tests/e2e/cancel.test.ts`).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const USAGE = `npm test [unit] [workflows] [integration] [e2e] [console] [-- options of Jest, or files]

  npm test                                  all suites
  npm test unit workflows                   some of them
  npm test -- tests/e2e/cancel.test.ts      one file
  npm test unit -- -t "is refused"          what has this in its title

The workflows suite needs Java, console needs Chromium: see docs/testing.md.`;

const ALL = ['unit', 'workflows', 'integration', 'e2e', 'console'];
const SUITES = new Set(ALL);
const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE);
  process.exit();
}
const suites = args.filter((arg) => SUITES.has(arg));
const rest = args.filter((arg) => !SUITES.has(arg));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const selected = ['--selectProjects', ...(suites.length > 0 ? suites : ALL)];
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...flags, jest, ...rest, ...selected], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: flags.join(' ') },
});
process.exitCode = status ?? 1;
