import { CannotShow } from '../cannot-show.ts';
import type { Kind } from '../kind.ts';
import type { Need } from '../world.ts';
import { cancels, spareVoidFails } from './cancels.ts';
import { ordinary } from './ordinary.ts';
import { parcels } from './parcels.ts';
import { payments, spareAuthoriseFails, spareCaptureFails, spareCustomerDeclines } from './payments.ts';
import { refunds } from './refunds.ts';
import { repairs } from './repairs.ts';

export const THIRTY: readonly Kind[] = [...ordinary, ...payments, ...cancels, ...parcels, ...refunds, ...repairs];

/** As many as there are kinds that need something. */
export const SPARE: readonly Kind[] = [spareVoidFails, spareCustomerDeclines, spareCaptureFails, spareAuthoriseFails];

/** One order of the demonstration. */
export interface Entry {
  /** From 1; spare kinds that were asked for by name come after the thirty. */
  readonly number: number;
  readonly kind: Kind;
  /** Whose place it takes, because that one needs what is not here. */
  readonly insteadOf?: Kind & { readonly needs: Need };
}

/** The thirty kinds; where one needs what the system has not, a spare one takes its number. */
export function entriesFor(has: ReadonlySet<Need>): Entry[] {
  const spare = SPARE.values();
  return THIRTY.map((kind, index): Entry => {
    const number = index + 1;
    const { needs } = kind;
    if (needs === undefined || has.has(needs)) return { number, kind };
    return { number, kind: spare.next().value ?? kind, insteadOf: { ...kind, needs } };
  });
}

/**
 * Those that were asked for by number or name, or all.
 * @throws CannotShow for what is no number and no name
 */
export function chosen(entries: readonly Entry[], asked: readonly string[]): readonly Entry[] {
  if (asked.length === 0) return entries;
  const spare = SPARE.map((kind, index): Entry => ({ number: THIRTY.length + index + 1, kind }));
  return asked.map((text) => {
    const isMeant = ({ number, kind, insteadOf }: Entry) => [String(number), kind.name, insteadOf?.name].includes(text);
    const entry = entries.find(isMeant) ?? spare.find(isMeant);
    if (!entry) throw new CannotShow(`There is no order "${text}"; npm run demo:life -- --list names them.`);
    return entry;
  });
}
