import type { OrderEvent } from '../../../clients/typescript/src/index.ts';
import { money } from '../words/money.ts';
import { named } from '../words/names.ts';

/** What a change altered, a line each: `Payment captured cents: € 0 → € 19.99`. */
export function differences({ before, after }: Pick<OrderEvent, 'before' | 'after'>, currency: string): string[] {
  const [were, are] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...were.keys(), ...are.keys()])].filter((path) => were.get(path) !== are.get(path));
  // Of the first event everything is new: it is what the page shows.
  if (were.size === 0) return [];
  return paths.map((path) => `${labelOf(path)}: ${shown(path, were.get(path), currency)} → ${shown(path, are.get(path), currency)}`);
}

type Leaf = string | number | boolean;

function leavesOf(value: unknown, path = ''): Map<string, Leaf> {
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).flatMap(([name, member]) => [...leavesOf(member, path === '' ? name : `${path}.${name}`)]));
  return new Map(value === undefined || value === null ? [] : [[path, value as Leaf]]);
}

const labelOf = (path: string) =>
  named(
    path
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .replace(/ ?Cents$/, '')
      .replaceAll(/\.(\d+)/g, (_, place: string) => ` ${Number(place) + 1}`)
      .replaceAll('.', ' '),
  );

function shown(path: string, value: Leaf | undefined, currency: string): string {
  if (value === undefined) return '–';
  return path.endsWith('Cents') && typeof value === 'number' ? money(value, currency) : String(value);
}
