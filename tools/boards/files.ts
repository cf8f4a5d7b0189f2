import path from 'node:path';
import { BOARDS } from './all-boards.ts';
import { toGrafana } from './to-grafana.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../deploy/observability/boards');

/** What Grafana is given, by file. */
export function boardFiles(): Map<string, string> {
  return new Map(
    Object.entries(BOARDS).map(([name, board]) => [
      path.join(FOLDER, `${name}.json`),
      `${JSON.stringify(toGrafana(board), undefined, 2)}\n`,
    ]),
  );
}
