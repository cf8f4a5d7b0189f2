import type { Board, Panel } from '../boards/board.ts';
import { drawPanel, type Line } from './draw-panel.ts';
import type { Prometheus, Range } from './prometheus.ts';
import { cut, picture, text } from './svg.ts';

/** From when to when (Unix time, s). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const [WIDTH, HEIGHT, GAP, HEAD, ROW] = [400, 230, 12, 52, 30];
const COLUMNS = 3;
const POINTS = 60;

/** Every panel of a board, with the series that a Prometheus has for it. */
export async function drawBoard(board: Board, prometheus: Prometheus, span: Span): Promise<string> {
  const width = COLUMNS * (WIDTH + GAP) + GAP;
  const content = [text(GAP, 24, board.title, { 'font-size': 18, 'font-weight': 600 }), text(GAP, 42, cut(board.description, width))];
  let y = HEAD;
  for (const row of board.rows) {
    content.push(text(GAP, y + 20, row.title, { 'font-size': 14, 'font-weight': 600 }));
    y += ROW;
    for (const [index, panel] of row.panels.entries()) {
      const column = index % COLUMNS;
      if (index > 0 && column === 0) y += HEIGHT + GAP;
      const at = { x: GAP + column * (WIDTH + GAP), y, width: WIDTH, height: HEIGHT };
      content.push(drawPanel(panel, await linesOf(panel, prometheus, span), span, at));
    }
    y += HEIGHT + GAP;
  }
  return picture(width, y, content);
}

async function linesOf({ series }: Panel, prometheus: Prometheus, { start, end }: Span): Promise<Line[]> {
  const step = Math.max(5, Math.round((end - start) / POINTS));
  const lines = series.map(async ({ expr, legend }) =>
    (await prometheus.range(withInterval(expr), { start, end, step })).map((range) => ({
      name: named(legend, range),
      points: range.values.map(([at, value]) => [at, Number(value)] as const),
    })),
  );
  return (await Promise.all(lines)).flat();
}

/** As Grafana puts it in for a Prometheus that scrapes every 5 s, and a little wider. */
export const withInterval = (expr: string): string => expr.replaceAll('$__rate_interval', '30s');

const named = (legend: string, { metric }: Range): string => legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '');
