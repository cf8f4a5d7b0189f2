import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { watchSources } from '../../../deploy/local/processes/watch.ts';
import { eventually } from '../../../platform/poll.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'watch-'));
const stopping = new AbortController();
const restarted: string[] = [];
afterAll(() => {
  stopping.abort();
  rmSync(root, { recursive: true });
});

function save(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

it('starts the processes again that load a saved file, once for what is saved together, and follows new imports', async () => {
  save('api/main.ts', "import '../domain/money.ts';");
  save('worker/main.ts', "import '../domain/money.ts';");
  save('domain/money.ts', '');
  save('domain/dates.ts', '');
  watchSources({
    root,
    processes: ['api', 'worker'].map((name) => ({ name, entries: [`${name}/main.ts`] })),
    restart: (name, why) => void restarted.push(`${name}: ${why}`),
    report: (line) => void restarted.push(line),
    signal: stopping.signal,
  });
  const thenRestarts = async (...expected: string[]) => {
    await eventually(async () => restarted.length, Boolean);
    expect(restarted.splice(0)).toEqual(expected);
  };

  save('domain/dates.ts', '// nobody loads it');
  save('worker/main.ts', "import '../domain/money.ts';\nimport { now } from '../domain/dates.ts';");
  await thenRestarts('worker: domain/dates.ts and 1 other file(s) changed');

  save('domain/money.ts', 'export {');
  await thenRestarts('api: domain/money.ts changed', 'worker: domain/money.ts changed');

  save('domain/dates.ts', 'export const now = 1;');
  await thenRestarts('worker: domain/dates.ts changed');
});
