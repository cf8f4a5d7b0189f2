import { newKey } from '../../data/key.ts';
import type { Adjustment, EditRequest, Order } from '../../data/order-types.ts';
import { centsOf, plainAmount, signedCentsOf } from '../../words/money.ts';

/** What somebody typed to change an order, as text. */
export interface Draft {
  /** By line. */
  readonly quantities: Readonly<Record<string, string>>;
  readonly newLines: readonly NewLine[];
  readonly adjustments: readonly DraftAdjustment[];
  readonly shipTo: DraftAddress;
  readonly token: string;
  readonly reason: string;
}

/** `key` tells those apart that are added while one types. */
export interface NewLine {
  readonly key: string;
  readonly sku: string;
  readonly quantity: string;
  readonly price: string;
}

/** Without an amount it is taken out. */
export interface DraftAdjustment extends Omit<Adjustment, 'amountCents'> {
  readonly key: string;
  readonly amount: string;
}

export type DraftAddress = Readonly<Record<keyof typeof ADDRESS, string>>;

/** Every line of an address, and what it is called. */
export const ADDRESS = {
  name: 'Name',
  line1: 'Street',
  line2: 'More of the address',
  postalCode: 'Postal code',
  city: 'City',
  country: 'Country (two letters)',
} as const;

/** The order as it is. */
export function draftOf({ items, adjustments, shipTo, currency }: Order): Draft {
  return {
    quantities: Object.fromEntries(items.map(({ lineId, quantity }) => [lineId, String(quantity)])),
    newLines: [],
    adjustments: adjustments.map(({ amountCents, ...adjustment }) => ({
      key: newKey(),
      ...adjustment,
      amount: plainAmount(amountCents, currency),
    })),
    shipTo: { name: '', line1: '', line2: '', postalCode: '', city: '', country: '', ...shipTo },
    token: '',
    reason: '',
  };
}

/**
 * What differs in the draft from the order that it was begun with, and nothing else: what somebody else changed meanwhile stays. Undefined
 * where nothing does, or something that was typed is no value.
 */
export function editOf(order: Order, draft: Draft): EditRequest | undefined {
  const items = editedItems(order, draft);
  const adjustments = editedAdjustments(order, draft);
  const shipTo = editedAddress(order, draft);
  if (items === 'wrong' || adjustments === 'wrong' || shipTo === 'wrong') return undefined;
  const [token, reason] = [draft.token.trim(), draft.reason.trim()];
  const edit = {
    ...(items.length > 0 && { items }),
    ...(adjustments && { adjustments }),
    ...(shipTo && { shipTo }),
    ...(token !== '' && { payment: { token } }),
  };
  if (Object.keys(edit).length === 0) return undefined;
  return { ...edit, ...(reason !== '' && { reason }) };
}

type Items = NonNullable<EditRequest['items']>;

function editedItems({ items, currency }: Order, { quantities, newLines }: Draft): Items | 'wrong' {
  const known = items.map(({ lineId, quantity }) => ({ lineId, was: quantity, quantity: countOf(quantities[lineId] ?? '') }));
  const added = newLines.map(({ sku, quantity, price }) => ({
    sku: sku.trim(),
    quantity: countOf(quantity),
    priceCents: centsOf(price, currency) ?? Number.NaN,
  }));
  const isWhole = added.every(({ sku, quantity, priceCents }) => sku !== '' && quantity > 0 && !Number.isNaN(priceCents));
  if (!isWhole || known.some(({ quantity }) => Number.isNaN(quantity))) return 'wrong';
  const changed = known.filter(({ was, quantity }) => was !== quantity).map(({ lineId, quantity }) => ({ lineId, quantity }));
  return [...changed, ...added];
}

/** They take the place of all that the order has. */
function editedAdjustments({ adjustments: before, currency }: Order, { adjustments }: Draft): Adjustment[] | 'wrong' | undefined {
  const after = adjustments
    .filter(({ amount }) => amount.trim() !== '')
    .map(({ key: _, amount, ...adjustment }) => ({ ...adjustment, amountCents: signedCentsOf(amount, currency) ?? Number.NaN }));
  if (after.some(({ amountCents }) => Number.isNaN(amountCents))) return 'wrong';
  const isSame = after.length === before.length && after.every((each, place) => isSameAdjustment(each, before[place]));
  return isSame ? undefined : after;
}

function isSameAdjustment(one: Adjustment, other: Adjustment | undefined): boolean {
  return one.type === other?.type && one.amountCents === other.amountCents && (one.description ?? '') === (other.description ?? '');
}

function editedAddress({ shipTo: before }: Order, { shipTo }: Draft): EditRequest['shipTo'] | 'wrong' {
  const typed = Object.entries(shipTo).map(([line, text]) => [line, text.trim()] as const);
  if (typed.every(([line, text]) => text === (before?.[line as keyof typeof ADDRESS] ?? ''))) return undefined;
  const { line2, ...needed } = Object.fromEntries(typed) as DraftAddress;
  if (Object.values(needed).includes('') || !/^[a-z]{2}$/i.test(needed.country)) return 'wrong';
  return { ...needed, country: needed.country.toUpperCase(), ...(line2 !== '' && { line2 }) };
}

const countOf = (text: string) => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : Number.NaN);
