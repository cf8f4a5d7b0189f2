import { scaleLinear, scaleUtc } from 'd3-scale';
import type { Panel } from '../boards/board.ts';
import type { Span } from './draw-board.ts';
import { inUnit, sizeOf } from './in-unit.ts';
import { colour, cut, element, LETTER, text } from './svg.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [at: number, value: number])[];
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const [LEFT, TOP, BOTTOM, RIGHT] = [52, 30, 58, 10];
const TICKS = 4;
/** A time of day is that wide on either side. */
const HALF_A_TIME = 26;

/** One panel with its axes and its legend. */
export function drawPanel({ title, unit, drawn }: Panel, lines: readonly Line[], { start, end }: Span, place: Place): string {
  const stacked = drawn === 'areas' ? onTopOfOneAnother(lines) : lines;
  const most = Math.max(...stacked.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite), 0);
  const x = scaleUtc([start * 1000, end * 1000], [LEFT, place.width - RIGHT]);
  const y = scaleLinear([0, most === 0 ? 1 : most / sizeOf(unit)], [place.height - BOTTOM, TOP]).nice(TICKS);
  const frame = element('rect', { width: place.width, height: place.height, fill: 'none', stroke: '#ddd', rx: 3 });
  const heading = text(8, 18, cut(title, place.width), { 'font-weight': 600 });
  const levels = y
    .ticks(TICKS)
    .flatMap((tick) => [
      element('line', { x1: LEFT, x2: place.width - RIGHT, y1: y(tick), y2: y(tick), stroke: '#eee' }),
      text(LEFT - 5, y(tick) + 4, inUnit(unit, tick * sizeOf(unit)), { 'text-anchor': 'end' }),
    ]);
  const format = x.tickFormat(TICKS, '%H:%M:%S');
  const times = x
    .ticks(TICKS)
    .filter((tick) => x(tick) < place.width - HALF_A_TIME)
    .map((tick) => text(x(tick), place.height - BOTTOM + 15, format(tick), { 'text-anchor': 'middle' }));
  const at = ([time, value]: readonly [number, number]) => `${x(time * 1000).toFixed(1)},${y(value / sizeOf(unit)).toFixed(1)}`;
  const curves = stacked.map(({ points }, index) =>
    element('polyline', {
      points: points
        .filter(([, value]) => Number.isFinite(value))
        .map(at)
        .join(' '),
      fill: 'none',
      stroke: colour(index),
      'stroke-width': 1.5,
    }),
  );
  const nothing = lines.length === 0 ? [text(place.width / 2, place.height / 2, 'no series', { 'text-anchor': 'middle' })] : [];
  const content = [frame, heading, ...levels, ...times, ...curves, ...nothing, ...legend(lines, place)];
  return element('g', { transform: `translate(${place.x},${place.y})` }, ...content);
}

/** Each at the sum of those before it. */
function onTopOfOneAnother(lines: readonly Line[]): Line[] {
  const sums = new Map<number, number>();
  return lines.map(({ name, points }) => ({
    name,
    points: points.map(([at, value]) => {
      const sum = (sums.get(at) ?? 0) + (Number.isFinite(value) ? value : 0);
      sums.set(at, sum);
      return [at, sum] as const;
    }),
  }));
}

/** As many names as two lines hold. */
function legend(lines: readonly Line[], { width, height }: Place): string[] {
  let [left, row] = [8, 0];
  return lines.flatMap(({ name }, index) => {
    const needed = 16 + Math.min(name.length, 34) * LETTER + 8;
    if (left + needed > width) [left, row] = [8, row + 1];
    if (row > 1) return [];
    const [x, y] = [left, height - 24 + row * 15];
    left += needed;
    return [element('rect', { x, y: y - 4, width: 10, height: 3, fill: colour(index) }), text(x + 14, y, cut(name, 34 * LETTER))];
  });
}
