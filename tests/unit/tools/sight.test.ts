import { drawPanel } from '../../../tools/sight/draw-panel.ts';
import { drawTrace } from '../../../tools/sight/draw-trace.ts';
import { inUnit } from '../../../tools/sight/in-unit.ts';
import type { JaegerSpan } from '../../../tools/sight/jaeger.ts';
import { textOf } from '../../../tools/sight/prometheus.ts';

const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
const pointsOf = (svg: string) => [...svg.matchAll(/points="([^"]*)"/g)].map(([, points = '']) => points.split(' '));

describe('the picture of a panel', () => {
  const place = { x: 0, y: 0, width: 400, height: 230 };
  const panel = { title: 'Memory <RAM>', description: '', unit: 'short', series: [] } as const;
  const lines = [
    { name: 'api', points: [[0, 10], [60, Number.NaN], [120, 10]] },
    { name: 'worker', points: [[0, 5], [60, 5], [120, 30]] },
  ] as const; // prettier-ignore

  it('has its title, a scale that holds every value, and each line by name; what is no number is no point', () => {
    const svg = drawPanel(panel, lines, { start: 0, end: 120 }, place);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Memory &lt;RAM>', '0', '30', 'api', 'worker']));
    expect(pointsOf(svg).map((points) => points.length)).toEqual([2, 3]);
  });

  it('puts areas on top of one another', () => {
    const [, worker] = pointsOf(drawPanel({ ...panel, drawn: 'areas' }, lines, { start: 0, end: 120 }, place));
    // 10 + 5 and 10 + 30 of a scale to 40.
    expect(worker?.map((point) => Number(point.split(',')[1]))).toEqual([expect.closeTo(118.8, 0), expect.closeTo(154.3, 0), 30]);
  });

  it('says so where there is nothing', () => {
    expect(textsOf(drawPanel(panel, [], { start: 0, end: 120 }, place))).toContain('no series');
  });
});

it.each([
  ['s', 0.0123, '12.3 ms'],
  ['s', 90, '90 s'],
  ['s', 600, '10 min'],
  ['percentunit', 0.125, '12.5 %'],
  ['bytes', 3 * 1024 ** 2, '3 MiB'],
  ['short', 25_000, '25k'],
] as const)('a value of an axis is short: %s %d is %s', (unit, value, text) => {
  expect(inUnit(unit, value)).toBe(text);
});

it('a trace is drawn with each span below its parent, in the order in which they began', () => {
  const span = (spanID: string, startTime: number, parent?: string): JaegerSpan => ({
    traceID: 't',
    spanID,
    operationName: `does ${spanID}`,
    references: parent === undefined ? [] : [{ refType: 'CHILD_OF', traceID: 't', spanID: parent }],
    startTime,
    duration: 1000,
    processID: 'p1',
  });
  const spans = [
    span('late', 300, 'root'),
    span('root', 100),
    span('leaf', 250, 'early'),
    span('early', 200, 'root'),
    span('lost', 400, 'gone'),
  ];
  const texts = textsOf(drawTrace({ traceID: 't', spans, processes: { p1: { serviceName: 'durable-orders-api' } } }));
  expect(texts.filter((text) => text?.startsWith('does '))).toEqual(['does root', 'does early', 'does leaf', 'does late', 'does lost']);
  expect(texts).toContain('durable-orders-api');
});

it('a selector is written as it can be asked for', () => {
  const matchers = [
    { type: '=', name: '__name__', value: 'up' },
    { type: '!=', name: 'process', value: '' },
  ];
  expect(textOf({ name: 'up', matchers })).toBe('up{process!=""}');
});
