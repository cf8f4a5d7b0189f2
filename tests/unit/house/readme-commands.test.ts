import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string) => readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8');

/** Each `npm run <script>`, in a row of scripts also what stands behind the first, and what else the README types. */
function commandsOf(readme: string): string[] {
  const inCode = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  const blocks = [...readme.matchAll(/```sh\n([^]*?)```/g)].map(([, text = '']) => text);
  const typed = [...inCode, ...blocks].join('\n');
  return [
    ...new Set(
      [...typed.matchAll(/\b(?:npm (?:run (?:--silent )?[\w:-]+|ci|start|test)|docker compose up)|\.ci\/\w+/g)].map(([all]) => all),
    ),
  ];
}

it('every command of the README runs in .ci/run, in .ci/weekly, or in what follows the README', () => {
  const run = [
    '.ci/run',
    '.ci/weekly',
    '.ci/checks.sh',
    'tests/e2e/readme.test.ts',
    '.github/workflows/ci.yml',
    '.github/workflows/weekly.yml',
  ];
  const said = run.map((file) => read(file).replaceAll('npm run --silent ', 'npm run ')).join('\n');
  const commands = commandsOf(read('README.md'));
  expect(commands).toContain('npm run demo:life');
  expect(commands.filter((command) => !new RegExp(`${command.replaceAll('.', '\\.')}(?![\\w:-])`).test(said))).toEqual([]);
});
