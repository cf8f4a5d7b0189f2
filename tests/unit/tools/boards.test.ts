import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BOARDS } from '../../../tools/boards/all-boards.ts';
import { boardFiles } from '../../../tools/boards/files.ts';

/** Ours and the SDK's; those of Node, of Prometheus and of the Collector are in its data only. */
const OURS = /\b(?:orders|payments|outbox|circuit|reconciler|task_queue|stream|postgres|partner|http|grpc|temporal)_\w+/g;

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

  it('ask for metrics that docs/metrics.md tells of', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/metrics.md'), 'utf8');
    const told = page.replaceAll(/`(\w*)\{(\w+(?:,\w+)+)\}(_\w+)/g, (_, before: string, names: string, after: string) =>
      names
        .split(',')
        .map((name) => `\`${before}${name}${after}`)
        .join(' '),
    );
    const panels = Object.values(BOARDS).flatMap(({ rows }) => rows.flatMap(({ panels: those }) => those));
    const asked = panels.flatMap(({ series }) => series.flatMap(({ expr }) => expr.match(OURS) ?? []));
    const names = new Set(asked.map((name) => name.replace(/_(bucket|count)$/, '')));
    expect([...names].filter((name) => !told.includes(`\`${name}`))).toEqual([]);
    expect(names.size).toBeGreaterThan(25);
  });
});
