// Random input for what reads what strangers send. FUZZ_RUNS says how many each property gets, FUZZ_SEED repeats those of a run.
import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/** So few for every change that they take no time; `npm run fuzz:wires` gives them many. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 40);
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

/** The smallest input of which the property does not hold, why, and the seed that finds it again; undefined where none was found. */
export async function counterexample<T>(input: fc.Arbitrary<T>, holds: (input: T) => Promise<void>): Promise<string | undefined> {
  const found = await fc.check(fc.asyncProperty(input, holds), { numRuns: RUNS, seed: SEED });
  if (!found.failed) return undefined;
  const [smallest] = found.counterexample ?? [];
  const shown = Buffer.isBuffer(smallest) ? JSON.stringify(smallest.toString('latin1')) : fc.stringify(smallest);
  return `${shown}, found by FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}: ${String(found.errorInstance)}`;
}

interface Splice {
  readonly at: number;
  readonly cut: number;
  readonly put: Buffer;
}

/** The bytes with one to four places in which some were taken out, and others or one of the `pieces` put in. */
export function mutated(base: Buffer, pieces: readonly (Buffer | string)[] = []): fc.Arbitrary<Buffer> {
  const some = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));
  const own = fc.tuple(fc.nat(base.length), fc.nat(32)).map(([from, count]) => base.subarray(from, from + count));
  const known = pieces.map((piece) => fc.constant(Buffer.from(piece)));
  const splice = fc.record({ at: fc.nat(base.length), cut: fc.oneof(fc.nat(2), fc.nat(base.length)), put: fc.oneof(some, own, ...known) });
  return fc.array(splice, { minLength: 1, maxLength: 4 }).map((splices) => splices.reduce(spliced, base));
}

function spliced(bytes: Buffer, { at, cut, put }: Splice): Buffer {
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
}

/** The bytes with one bit turned over. */
export function withOneBitTurned(base: Buffer): fc.Arbitrary<Buffer> {
  return fc.nat(base.length * 8 - 1).map((bit) => {
    const bytes = Buffer.from(base);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bytes;
  });
}
