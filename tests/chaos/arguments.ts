import { randomInt } from 'node:crypto';
import { optionsOf, positiveNumber, UsageError } from '../../platform/command-line.ts';
import { type Family, FAMILIES } from './fault.ts';
import { familiesOf } from './fault-plan.ts';
import { TOPOLOGIES, type TopologyName } from './topology.ts';

export interface Arguments {
  readonly topology: TopologyName;
  /** How long orders come and faults are injected. */
  readonly minutes: number;
  readonly seed: number;
  /** Orders a second. */
  readonly rate: number;
  readonly only: readonly Family[];
  readonly keep: boolean;
  readonly prove: boolean;
  /** The workers' CAPTURE_PER_SHIPMENT. */
  readonly capturePerShipment: boolean;
}

export const USAGE = `npm run chaos -- [--topology T] [--minutes M] [--seed N] [--rate R] [--only <families>] [--capture-per-shipment]
                 [--keep] [--prove]

  --topology  what runs: small (default), or cluster, with more than one of each server
  --minutes   how long orders come and faults are injected (default 1.5); the system then has two minutes to settle
  --seed      repeats the plan of a run: faults, times and orders (default: random, and printed)
  --rate      orders a second (default 4)
  --only      families of faults, separated by commas: ${FAMILIES.join(', ')}; none injects nothing
  --capture-per-shipment
              captures each parcel as it leaves, and not the whole with the first
  --keep      keeps record, plan and the system's folder also when nothing is wrong
  --prove     breaks the settled system on purpose in the end, and fails unless the verdict sees it

Exit code: 0 nothing lost, 1 a promise was broken, 2 it could not be run.`;

const OPTIONS = {
  topology: { type: 'string', default: 'small' },
  minutes: { type: 'string', default: '1.5' },
  seed: { type: 'string' },
  rate: { type: 'string', default: '4' },
  only: { type: 'string' },
  'capture-per-shipment': { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  prove: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Arguments {
  const values = optionsOf(args, OPTIONS);
  const topology = topologyOf(values.topology);
  const known = familiesOf(TOPOLOGIES[topology]);
  return {
    topology,
    minutes: positiveNumber('--minutes', values.minutes),
    seed: values.seed === undefined ? randomInt(2 ** 31) : whole('--seed', values.seed),
    rate: positiveNumber('--rate', values.rate),
    only:
      values.only === undefined
        ? known
        : values.only
            .split(',')
            .filter(isSome)
            .map((name) => family(name, known)),
    capturePerShipment: values['capture-per-shipment'],
    keep: values.keep,
    prove: values.prove,
  };
}

function whole(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 31) return Number(text);
  throw new UsageError(`${name} ${text} is no whole number below 2^31`);
}

function isSome(name: string): boolean {
  return name !== '' && name !== 'none';
}

function family(name: string, known: readonly Family[]): Family {
  const found = known.find((each) => each === name.trim());
  if (found) return found;
  throw new UsageError(`--only ${name}: there are ${known.join(', ')}`);
}

function topologyOf(name: string): TopologyName {
  if (name in TOPOLOGIES) return name as TopologyName;
  throw new UsageError(`--topology ${name}: there are ${Object.keys(TOPOLOGIES).join(', ')}`);
}
