import { readFileSync } from 'node:fs';
import { BOARDS } from '../../../tools/boards/all-boards.ts';
import { boardFiles } from '../../../tools/boards/files.ts';

describe('the boards of deploy/observability/boards', () => {
  it.each([...boardFiles()])('are what `npm run boards` writes: %s', (file, text) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each(Object.values(BOARDS).map((board) => [board.title, board.rows.flatMap(({ panels }) => panels)] as const))(
    'say of each panel what it shows, and show two of the same name on none: %s',
    (_, panels) => {
      expect(panels.filter(({ description, series }) => !/^.{15,}\.$/.test(description) || series.length === 0)).toEqual([]);
      expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    },
  );
});
