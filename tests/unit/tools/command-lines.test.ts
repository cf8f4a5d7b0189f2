import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { namesOf, positiveNumber, wordsOf } from '../../../platform/command-line.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Other people's programs, which know --help themselves; and what hands all that it is given to one of these. */
const OTHERS = /^(prettier|oxlint|tsc|npm pack|npm run)\b|tools\/temporal\.ts|tests\/run\.mjs|tests\/fuzz\/run\.sh/;
const OURS = [...new Set(Object.values(scripts))].filter((command) => !OTHERS.test(command)).map((command) => command.replace('exec ', ''));

/** One that takes the flag for nothing and goes on is stopped after so long (ms). */
const WITHIN_MS = 120_000;

/** As `npm run` runs it. */
async function run(command: string, ...args: string[]) {
  const [program = '', ...first] = command.split(' ');
  const env = { ...process.env, NODE_OPTIONS: '' };
  return promisify(execFile)(program === 'node' ? process.execPath : program, [...first, ...args], {
    cwd: ROOT,
    env,
    timeout: WITHIN_MS,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('a command', () => {
  it.each(OURS)('names a flag that it does not know, tells how it is called, and ends with 2: %s', async (command) => {
    const { code, stdout, stderr } = await run(command, '--nonsense');
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/--nonsense'[^]*\n\n.*npm (start|run)/)]);
  });

  it.each(['node tools/events.ts', 'node prisma/generate.mjs', 'node deploy/local/start.mjs', 'node tests/run.mjs', 'tests/fuzz/run.sh'])(
    'tells with --help how it is called, and does nothing: %s',
    async (command) => {
      expect(await run(command, '--help')).toEqual({ code: 0, stdout: expect.stringMatching(/^npm (start|test|run)/), stderr: '' });
    },
  );
});

describe('the words of a command line', () => {
  it('are as many as the command takes', () => {
    expect(wordsOf(['one', 'two'], { least: 1, most: 2 })).toEqual(['one', 'two']);
    expect(() => wordsOf([], { least: 1, most: 2 })).toThrow('There is something missing.');
    expect(() => wordsOf(['one', 'two', 'three'], { most: 2 })).toThrow("Unexpected argument 'three'");
  });

  it('are names that there are, and all of them when none is said', () => {
    expect(namesOf(['b'], ['a', 'b'])).toEqual(['b']);
    expect(namesOf([], ['a', 'b'])).toEqual(['a', 'b']);
    expect(() => namesOf(['c'], ['a', 'b'])).toThrow('There is no c.');
  });

  it.each(['many', '-1', '0', '', 'Infinity'])('are no number where one is wanted: "%s"', (text) => {
    expect(() => positiveNumber('--seconds', text)).toThrow(`--seconds ${text} is no number above 0`);
  });
});

describe('what the documentation names', () => {
  const pagesIn = (folder: string, recursive = false) =>
    readdirSync(path.join(ROOT, folder), { recursive, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.join(folder, file));
  const pages = [...pagesIn('.'), ...pagesIn('docs', true)];
  const all = pages.map((page) => read(page)).join('\n');

  it('as a script is a script', () => {
    const named = [...all.matchAll(/\bnpm run (?:--silent )?([a-z:-]+)/g)].map(([, name = '']) => name);
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('as a file for Node has a script of its own', () => {
    const files = [...all.matchAll(/\bnode ([a-z][\w./-]*\.(?:ts|mjs))/g)].map(([, file = '']) => file);
    const without = [...new Set(files)].filter((file) => !Object.values(scripts).some((command) => command.endsWith(`node ${file}`)));
    expect(without).toEqual([]);
  });
});
