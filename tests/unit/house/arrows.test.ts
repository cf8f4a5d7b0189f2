import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What may be imported: a room's own files aside, these and no others; `types` by `import type` alone. */
interface Arrows {
  readonly to: readonly string[];
  readonly types?: readonly string[];
}
const PRODUCT = [
  'domain',
  'workflows',
  'activities',
  'adapters',
  'api',
  'worker',
  'partners',
  'platform',
  'prisma',
  'proto',
  'deploy',
  'clients',
];
const MESSAGES = 'workflows/messages.ts';
const GENERATED = 'prisma/generated/client.ts';
const CONVERTER = 'adapters/temporal/data-converter.ts';
const TRACE_HEADER = 'adapters/temporal/trace-header.ts';
/** In which request and trace something works. */
const CONTEXT = ['platform/spans.ts', 'platform/sql-span.ts', 'platform/request-context.ts'];
const MIGRATE = 'partners/migrate.ts';
const EVERYTHING = [...PRODUCT, MESSAGES, GENERATED, CONVERTER, TRACE_HEADER, ...CONTEXT, MIGRATE];

const ROOMS: Readonly<Record<string, Arrows>> = {
  domain: { to: [] },
  workflows: { to: ['domain'], types: ['activities'] },
  activities: { to: ['domain'] },
  adapters: { to: ['domain', GENERATED, ...CONTEXT] },
  api: { to: ['domain', 'platform'] },
  worker: { to: ['domain', 'activities', 'platform', CONVERTER, TRACE_HEADER], types: ['adapters'] },
  partners: { to: ['domain', 'platform'] },
  platform: { to: ['domain'] },
  prisma: { to: ['platform'] },
  proto: { to: [] },
  deploy: { to: ['platform', 'prisma', GENERATED] },
  clients: { to: ['domain', 'proto'] },
  console: { to: ['clients'] },
  bench: { to: EVERYTHING },
  tools: { to: EVERYTHING },
  tests: { to: [...EVERYTHING, 'bench', 'tools'] },
};
/** Each in its room and in a subfolder of a subfolder. */
const FILES: Readonly<Record<string, Arrows>> = {
  ...Object.fromEntries(
    Object.entries(ROOMS).flatMap(([room, arrows]) => [
      [`${room}/file.ts`, arrows],
      [`${room}/deep/er/file.ts`, arrows],
    ]),
  ),
  'adapters/temporal/file.ts': { to: ['domain', MESSAGES, ...CONTEXT], types: ['workflows'] },
  'adapters/temporal/deep/er/file.ts': { to: ['domain', MESSAGES, ...CONTEXT], types: ['workflows'] },
  'api/orders/file.ts': { to: ['domain', 'platform'] },
  'api/inventory/deep/er/file.ts': { to: ['domain', 'platform'] },
  'api/grpc/file.ts': { to: ['domain', 'platform', 'proto'] },
  'api/grpc/deep/er/file.ts': { to: ['domain', 'platform', 'proto'] },
  'api/main.ts': { to: ['domain', 'platform', 'adapters'] },
  'deploy/setup.ts': { to: ['platform', 'prisma', 'adapters', MIGRATE] },
  'deploy/setup/file.ts': { to: ['platform', 'prisma', 'adapters', MIGRATE] },
  'worker/main.ts': { to: ['domain', 'activities', 'platform', 'adapters'] },
  'worker/relay-main.ts': { to: ['domain', 'activities', 'platform', 'adapters'] },
  'worker/wire-activities.ts': { to: ['domain', 'activities', 'platform', 'adapters'] },
};
const TARGETS = [...EVERYTHING, 'bench', 'tools', 'tests'];
const PACKAGES = ['node:fs', 'pg', '@nats-io/jetstream', '@temporalio/client', '@temporalio/worker', '@temporalio/workflow'];

/** As imported from a file: a file in the room's subfolder, where the target is a room. */
const specifierOf = (target: string, file: string) =>
  '../'.repeat(file.split('/').length - 1) + (target.includes('.') ? target : `${target}/some/where.ts`);
const targetsFor = (file: string) => TARGETS.filter((target) => target.split('/')[0] !== file.split('/')[0]);

/** Has the project's linter look at files of ours. @returns by file, what it refuses to let it import */
function lint(files: Readonly<Record<string, string>>): ReadonlyMap<string, string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'arrows-'));
  try {
    copyFileSync(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const { stdout } = spawnSync(path.join(ROOT, 'node_modules/.bin/oxlint'), ['--format', 'json'], { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { message: string; code: string; filename: string }[] };
    const refusals = diagnostics.filter(({ code }) => code.includes('no-restricted-imports'));
    const byFile = Map.groupBy(refusals, ({ filename }) => filename);
    return new Map([...byFile].map(([file, those]) => [file, [...new Set(those.map(({ message }) => message.split("'")[1] ?? ''))]]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lintImports(specifiers: (file: string) => readonly string[], files: readonly string[], kind: 'import' | 'import type') {
  const text = (file: string) => specifiers(file).map((specifier, n) => `${kind} { a${n} } from '${specifier}';`);
  return lint(Object.fromEntries(files.map((file) => [file, text(file).join('\n')])));
}

describe.each(['import', 'import type'] as const)('what %s may reach', (kind) => {
  const refused = lintImports((file) => targetsFor(file).map((target) => specifierOf(target, file)), Object.keys(FILES), kind);

  it.each(Object.entries(FILES))('from %s is what the house allows, and nothing else', (file, { to, types = [] }) => {
    const allowed = new Set([...to, ...(kind === 'import type' ? types : [])]);
    // Of a room that may be looked into, its files that have an arrow of their own may be, too.
    const isAllowed = (target: string) => allowed.has(target) || allowed.has(target.split('/')[0] ?? '');
    const forbidden = targetsFor(file).filter((target) => !isAllowed(target));
    expect(refused.get(file)?.toSorted() ?? []).toEqual(forbidden.map((target) => specifierOf(target, file)).toSorted());
  });
});

it('keeps packages out of domain/, and all but the workflow SDK out of workflows/, in subfolders too', () => {
  const files = ['domain/file.ts', 'domain/deep/file.ts', 'workflows/file.ts', 'workflows/deep/file.ts'];
  const refused = lintImports(() => PACKAGES, files, 'import');
  const [inDomain, inWorkflows] = [PACKAGES, PACKAGES.filter((name) => name !== '@temporalio/workflow')];
  expect(files.map((file) => refused.get(file))).toEqual([inDomain, inDomain, inWorkflows, inWorkflows]);
});

it('keeps transports out of the use cases of api/, and lets transports reach them', () => {
  const folders = ['orders', 'inventory', 'notifications', 'idempotency'];
  const useCases = ['api/file.ts', ...folders.flatMap((folder) => [`api/${folder}/file.ts`, `api/${folder}/deep/file.ts`])];
  const up = (file: string) => '../'.repeat(file.split('/').length - 2) || './';
  const transports = (file: string) => [
    `${up(file)}http/some/where.ts`,
    `${up(file)}grpc/where.ts`,
    'express',
    'node:http',
    '@grpc/grpc-js',
  ];
  const refused = lintImports(transports, useCases, 'import type');
  expect(useCases.map((file) => refused.get(file))).toEqual(useCases.map(transports));
  const ownWays = (file: string) => [`${up(file)}orders/some.ts`, 'express'];
  expect([...lintImports(ownWays, ['api/http/file.ts', 'api/http/deep/file.ts'], 'import')]).toEqual([]);
});

it('lets a room import its own files from its subfolders', () => {
  const own = (file: string) => ['./beside.ts', `${'../'.repeat(file.split('/').length - 2)}above.ts`];
  expect([
    ...lintImports(
      own,
      Object.keys(ROOMS).map((room) => `${room}/deep/er/file.ts`),
      'import',
    ),
  ]).toEqual([]);
});

it('lets no process of the product run a command', () => {
  const rooms = ['domain', 'workflows', 'activities', 'adapters', 'api', 'worker', 'platform'];
  const sources = rooms.flatMap((room) =>
    readdirSync(path.join(ROOT, room), { recursive: true }).map((file) => path.join(ROOT, room, String(file))),
  );
  const code = sources.filter((file) => file.endsWith('.ts'));
  expect(code.length).toBeGreaterThan(300);
  expect(code.filter((file) => readFileSync(file, 'utf8').includes('child_process'))).toEqual([]);
});

it('knows every room of the house', () => {
  const isRoom = (name: string) => /^[a-z]/.test(name) && !['node_modules', 'coverage'].includes(name);
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory() && isRoom(entry.name));
  const withSources = folders.filter(({ name }) =>
    readdirSync(path.join(ROOT, name), { recursive: true }).some((file) => String(file).endsWith('.ts')),
  );
  expect(Object.keys(ROOMS)).toEqual(expect.arrayContaining(withSources.map(({ name }) => name)));
});
