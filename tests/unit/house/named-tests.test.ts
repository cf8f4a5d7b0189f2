import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const page = readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8');

/** “Title” ([file](path)): a test, by its title or the beginning of it. */
const named = [...page.matchAll(/“([^”]+)” \(\[[^\]]+\]\(\.\.\/(tests\/[^)#]+\.ts)\)\)/g)].map(([, title = '', file = '']) => ({
  title,
  file,
}));
/** As titles stand in code, whatever quotes they have there. */
const plain = (text: string) => text.replaceAll(/\\(['"`])/g, '$1').replaceAll('’', "'");

it.each(named)('docs/security.md names a test that is there: $title ($file)', ({ title, file }) => {
  expect(plain(readFileSync(path.join(ROOT, file), 'utf8'))).toContain(plain(title));
});

it('docs/security.md names the tests of its tables in the form that is looked at', () => {
  expect(named.length).toBeGreaterThan(30);
  // What is quoted like a title and is none is looked at by nobody.
  expect(page.match(/“/g)).toHaveLength(named.length);
});
