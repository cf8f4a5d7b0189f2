// `npm run client:foreign`: a client that somebody else's generator makes of /openapi.json compiles, and places an order. Needs Java, Maven
// for the first run, and Go.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { userCacheDir } from '../../deploy/local/programs/tools.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { startTestSystem } from '../support/system.ts';

commandLine('npm run client:foreign', (args) => wordsOf(args, { most: 0 }));

const VERSION = '7.17.0';
const GENERATOR = path.join(userCacheDir(), `openapi-generator-cli-${VERSION}.jar`);
const SKU = 'FOREIGN-1';
const EXPECTED = 'true true 3000000000\ntrue 404\n';

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 });
}

/** Fetched beside where it is to lie, and renamed: a run that was killed leaves nothing half done. */
function fetchGenerator(work: string): void {
  if (existsSync(GENERATOR)) return;
  const artifact = `org.openapitools:openapi-generator-cli:${VERSION}`;
  mkdirSync(path.dirname(GENERATOR), { recursive: true });
  run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`], work);
  renameSync(path.join(work, path.basename(GENERATOR)), GENERATOR);
}

function generate(url: string, work: string): void {
  const properties = 'withGoMod=false,enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false';
  const options = [
    '-g',
    'go',
    '-i',
    `${url}/openapi.json`,
    '-o',
    'orders',
    '--package-name',
    'orders',
    `--additional-properties=${properties}`,
  ];
  run('java', ['-jar', GENERATOR, 'generate', ...options, '--global-property', 'apiTests=false,modelTests=false'], work);
  writeFileSync(path.join(work, 'go.mod'), 'module example.org\n\ngo 1.23\n');
  copyFileSync(path.join(import.meta.dirname, 'program.go'), path.join(work, 'program.go'));
}

const system = await startTestSystem();
try {
  const url = system.settings['TEST_API_URL'] ?? '';
  await createOrdersApi(url).putInStock(SKU, 10_000);
  const work = path.join(system.dataDir, 'foreign-client');
  mkdirSync(work);
  fetchGenerator(work);
  generate(url, work);
  const said = run('go', ['run', '.', url, SKU], work);
  process.stdout.write(said);
  process.exitCode = said === EXPECTED ? 0 : 1;
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
