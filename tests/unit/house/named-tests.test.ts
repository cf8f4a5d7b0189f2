import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const PAGES = ['docs/security.md', 'docs/asvs.md'];

/** “Title” ([file](path)): a test, by its title or the beginning of it. */
const namedBy = (page: string) =>
  [...read(page).matchAll(/“([^”]+)” \(\[[^\]]+\]\(\.\.\/(tests\/[^)#]+\.ts)\)\)/g)].map(([, title = '', file = '']) => ({
    page,
    title,
    file,
  }));
/** As titles stand in code, whatever quotes they have there. */
const plain = (text: string) => text.replaceAll(/\\(['"`])/g, '$1').replaceAll('’', "'");

it.each(PAGES.flatMap(namedBy))('$page names a test that is there: $title ($file)', ({ title, file }) => {
  expect(plain(read(file))).toContain(plain(title));
});

it.each(PAGES)('%s names the tests of its tables in the form that is looked at', (page) => {
  const named = namedBy(page);
  expect(named.length).toBeGreaterThan(30);
  // What is quoted like a title and is none is looked at by nobody.
  expect(read(page).match(/“/g)).toHaveLength(named.length);
});

/** Of each section of ASVS 5.0.0 how many requirements are of levels 1 and 2; those of level 3 come after them. */
const SECTIONS = `
  1.1: 2, 1.2: 9, 1.3: 11, 1.4: 3, 1.5: 2, 2.1: 3, 2.2: 3, 2.3: 4, 2.4: 1, 3.2: 2, 3.3: 4, 3.4: 6, 3.5: 5, 3.7: 2, 4.1: 3, 4.2: 1, 4.3: 2, 4.4: 4
  5.1: 1, 5.2: 3, 5.3: 2, 5.4: 3, 6.1: 3, 6.2: 12, 6.3: 4, 6.4: 4, 6.5: 5, 6.6: 3, 6.8: 4, 7.1: 3, 7.2: 4, 7.3: 2, 7.4: 5, 7.5: 2, 7.6: 2, 8.1: 2, 8.2: 3, 8.3: 1, 8.4: 1, 9.1: 3, 9.2: 4
  10.1: 2, 10.2: 2, 10.3: 4, 10.4: 11, 10.5: 5, 10.6: 2, 10.7: 3, 11.1: 2, 11.2: 3, 11.3: 3, 11.4: 4, 11.5: 1, 11.6: 1, 12.1: 3, 12.2: 2, 12.3: 4, 13.1: 1, 13.2: 5, 13.3: 2, 13.4: 5, 14.1: 2, 14.2: 4, 14.3: 3
  15.1: 3, 15.2: 3, 15.3: 7, 16.1: 1, 16.2: 5, 16.3: 4, 16.4: 3, 16.5: 3, 17.1: 1, 17.2: 4, 17.3: 2`;

describe('docs/asvs.md', () => {
  const rows = read('docs/asvs.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, numbers = '']) => /^\d+\.\d+\.\d+/.test(numbers))
    .map(([, numbers = '', , stands = '', shown = '']) => ({ numbers: numbers.split(', '), stands, shown }));

  it('says of each requirement of levels 1 and 2, once, how it stands', () => {
    const wanted = [...SECTIONS.matchAll(/([\d.]+): (\d+)/g)].flatMap(([, section, count]) =>
      Array.from({ length: Number(count) }, (_, index) => `${section}.${index + 1}`),
    );
    expect(wanted).toHaveLength(253);
    expect(rows.flatMap(({ numbers }) => numbers).toSorted()).toEqual(wanted.toSorted());
  });

  it('says it in the words that its beginning explains, so often as that counts', () => {
    const explained = [...read('docs/asvs.md').matchAll(/^\| ([a-z][^|]+?) +\| [^|]+ \| +(\d+) +\|$/gm)].map(
      ([, word = '', count]) => [word, Number(count)] as const,
    );
    const counted = explained.map(([word]) => {
      const saying = rows.filter(({ stands }) => stands.startsWith(word));
      return [word, saying.flatMap(({ numbers }) => numbers).length] as const;
    });
    expect(counted).toEqual(explained);
    expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(rows.flatMap(({ numbers }) => numbers).length);
  });

  it('shows what holds by a test, or says that none does', () => {
    expect(rows.filter(({ shown }) => !/^(“|\[|no test)/.test(shown)).map(({ numbers }) => numbers)).toEqual([]);
  });
});
