import { scaleLinear } from 'd3-scale';
import { inSeconds } from './in-unit.ts';
import type { JaegerSpan, Trace } from './jaeger.ts';
import { colour, cut, element, picture, text } from './svg.ts';

const [WIDTH, NAMES, ROW, HEAD, GAP] = [1250, 430, 18, 64, 12];
const INDENT = 10;
const TICKS = 8;

interface PlacedSpan {
  readonly span: JaegerSpan;
  readonly depth: number;
}

/** One trace as a waterfall: a line for each span, below the one that called it, in its service's colour. */
export function drawTrace({ traceID, spans, processes }: Trace): string {
  const services = [...new Set(Object.values(processes).map(({ serviceName }) => serviceName))].toSorted();
  const serviceOf = ({ processID }: JaegerSpan) => processes[processID]?.serviceName ?? '';
  const began = Math.min(...spans.map(({ startTime }) => startTime));
  const ended = Math.max(...spans.map(({ startTime, duration }) => startTime + duration));
  const x = scaleLinear([0, ended - began], [NAMES, WIDTH - 70]);
  const rows = inOrder(spans);
  const height = HEAD + rows.length * ROW + GAP;
  const heading = text(GAP, 22, `One order, from the request on: ${spans.length} spans, trace ${traceID}`, {
    'font-size': 15,
    'font-weight': 600,
  });
  const legend = services.flatMap((name, index) => [
    element('rect', { x: GAP + index * 190, y: 34, width: 10, height: 10, fill: colour(index) }),
    text(GAP + 15 + index * 190, 43, name),
  ]);
  const times = x
    .ticks(TICKS)
    .flatMap((tick) => [
      element('line', { x1: x(tick), x2: x(tick), y1: HEAD - 4, y2: height, stroke: '#eee' }),
      text(x(tick), HEAD - 8, inSeconds(tick / 1e6), { 'text-anchor': 'middle' }),
    ]);
  const bars = rows.flatMap(({ span, depth }, index) => {
    const y = HEAD + index * ROW;
    const from = x(span.startTime - began);
    const width = Math.max(1, x(span.startTime + span.duration - began) - from);
    const indent = GAP + depth * INDENT;
    return [
      text(indent, y + 13, cut(span.operationName, NAMES - indent)),
      element('rect', { x: from, y: y + 4, width, height: ROW - 7, fill: colour(services.indexOf(serviceOf(span))) }),
      text(from + width + 4, y + 13, inSeconds(span.duration / 1e6), { fill: '#777' }),
    ];
  });
  return picture(WIDTH, height, [heading, ...legend, ...times, ...bars]);
}

/** Each span after its parent, and those of one parent as they began. What has no parent here stands on the left. */
function inOrder(spans: readonly JaegerSpan[]): PlacedSpan[] {
  const ids = new Set(spans.map(({ spanID }) => spanID));
  const parentOf = ({ references }: JaegerSpan) =>
    references.find(({ refType, spanID }) => refType === 'CHILD_OF' && ids.has(spanID))?.spanID;
  const below = Map.groupBy(spans, parentOf);
  const walk = (parent: string | undefined, depth: number): PlacedSpan[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => a.startTime - b.startTime)
      .flatMap((span) => [{ span, depth }, ...walk(span.spanID, depth + 1)]);
  return walk(undefined, 0);
}
