import * as echarts from 'echarts';
import type { Result } from './result.ts';
import type { Figure, Section } from './section.ts';
import { median } from './table.ts';

export interface Chart {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** One for each section that is better seen than read. */
export function chartsOf({ sections }: Result): Chart[] {
  return sections.flatMap((section) => {
    const chart = CHARTS[section.title]?.(section);
    return chart ? [{ ...chart, title: section.title, svg: drawn(section.title, chart.bars) }] : [];
  });
}

interface Bars {
  readonly unit: string;
  readonly names: readonly string[];
  /** Stacked where there is more than one. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const CHARTS: Readonly<Record<string, (section: Section) => { file: string; bars: Bars }>> = {
  'CPU per order': ({ figures }) => ({ file: 'cpu-per-order.svg', bars: cpuBars(figures) }),
  Latency: ({ figures }) => ({ file: 'latency.svg', bars: barsOf(figures.filter(({ name }) => name.includes('p99'))) }),
  'Orders per second': ({ figures }) => ({ file: 'orders-per-second.svg', bars: barsOf(figures.filter(({ unit }) => unit === 'per s')) }),
  'Worker processes': ({ figures }) => ({ file: 'workers.svg', bars: barsOf(figures.filter(({ unit }) => unit === 'per s')) }),
  Growth: ({ figures }) => ({
    file: 'growth.svg',
    bars: barsOf(figures.filter(({ unit, name }) => unit === 'ms' && name.includes('p50'))),
  }),
};

function barsOf(figures: readonly Figure[]): Bars {
  return {
    unit: figures[0]?.unit ?? '',
    names: figures.map(({ name }) => name),
    series: [{ name: 'median', values: figures.map(({ rounds }) => median(rounds)) }],
  };
}

/** Who used the time, part upon part; floor and skeleton are told as one. */
function cpuBars(figures: readonly Figure[]): Bars {
  const names = ['floor', 'skeleton', 'to CONFIRMED', 'to COMPLETED'];
  const valueOf = (name: string) => median(figures.find((figure) => figure.name === name)?.rounds ?? [0]);
  const parts = figures.flatMap(({ name }) => (name.startsWith('to COMPLETED: ') ? [name.slice('to COMPLETED: '.length)] : []));
  const whole = { name: 'all', values: names.map((name) => (name.startsWith('to ') ? 0 : valueOf(name))) };
  const perPart = parts.map((part) => ({
    name: part,
    values: names.map((name) => (name.startsWith('to ') ? valueOf(`${name}: ${part}`) : 0)),
  }));
  return { unit: 'ms', names, series: [whole, ...perPart] };
}

const ROW_PX = 30;

function drawn(title: string, { unit, names, series }: Bars): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 900, height: 110 + names.length * ROW_PX });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: `${title} (${unit})`, left: 'center' },
    legend: series.length > 1 ? { bottom: 0 } : undefined,
    grid: { left: 10, right: 60, top: 40, bottom: series.length > 1 ? 40 : 10, containLabel: true },
    xAxis: { type: 'value' },
    yAxis: { type: 'category', inverse: true, data: [...names] },
    series: series.map(({ name, values }) => ({
      name,
      type: 'bar',
      stack: 'one',
      data: values.map((value) => Number(value.toPrecision(3))),
      label: { show: series.length === 1, position: 'right' },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
