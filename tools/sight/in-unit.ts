import type { Unit } from '../boards/board.ts';

const MIB = 1024 ** 2;

/** In what round numbers are counted. */
export const sizeOf = (unit: Unit): number => (unit === 'bytes' ? MIB : 1);

/** A value of an axis, as short as it can be said. */
export function inUnit(unit: Unit, value: number): string {
  switch (unit) {
    case 's':
      return inSeconds(value);
    case 'percentunit':
      return `${short(value * 100)} %`;
    case 'bytes':
      return `${short(value / MIB)} MiB`;
    case 'reqps':
      return `${short(value)}/s`;
    case 'opm':
      return `${short(value)}/min`;
    case 'short':
      return short(value);
  }
}

export function inSeconds(value: number): string {
  if (value === 0) return '0';
  if (value < 1) return `${short(value * 1000)} ms`;
  return value < 120 ? `${short(value)} s` : `${short(value / 60)} min`;
}

/** Three digits are enough. */
function short(value: number): string {
  if (Math.abs(value) >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
