// Generates the Prisma client after an install, offline. Plain JavaScript, because npm may run it with an older Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const USAGE = 'npm run generate: makes prisma/generated from prisma/schema.prisma';
const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(`${USAGE}\n`);
  process.exit();
}
if (args.length > 0) {
  process.stderr.write(`Unexpected argument '${args[0]}'\n\n${USAGE}\n`);
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** `npm ci --omit=dev` brings no CLI: the client was generated before and copied. */
function prismaCli() {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('prisma/package.json');
    return path.resolve(path.dirname(manifest), require(manifest).bin.prisma);
  } catch {
    return undefined;
  }
}

const cli = prismaCli();
if (cli !== undefined && existsSync(path.join(root, 'prisma/schema.prisma'))) {
  const env = {
    ...process.env,
    // `generate` never runs the schema engine, but downloads it unless it is told of one; any program will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const run = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], { cwd: root, env, encoding: 'utf8' });
  if (run.status !== 0) {
    process.stderr.write(`${run.error ? run.error.message : run.stdout + run.stderr}\n`);
    process.exitCode = 1;
  }
}
