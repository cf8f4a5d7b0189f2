import { TextInput } from '@mantine/core';
import type { Order } from '../../data/order-types.ts';

/** What was typed, by line. */
export type TypedUnits = Readonly<Record<string, string>>;

interface LineUnits {
  readonly lineId: string;
  readonly quantity: number;
}

/** Undefined as long as it is none, or more of a line than there is. */
export function unitsTyped(typed: TypedUnits, mostOf: (lineId: string) => number): LineUnits[] | undefined {
  const items = Object.entries(typed)
    .map(([lineId, text]) => ({ lineId, quantity: Number(text) }))
    .filter(({ quantity }) => quantity !== 0);
  const fits = items.every(({ lineId, quantity }) => Number.isInteger(quantity) && quantity > 0 && quantity <= mostOf(lineId));
  return items.length > 0 && fits ? items : undefined;
}

interface UnitFieldsProps {
  readonly order: Order;
  readonly typed: TypedUnits;
  readonly mostOf: (lineId: string) => number;
  /** What can still be done with them: `can be cancelled`. */
  readonly can: string;
  readonly onChange: (typed: TypedUnits) => void;
}

/** How many units of each line; lines of which there is none are left out. */
export function UnitFields({ order, typed, mostOf, can, onChange }: UnitFieldsProps) {
  const lines = order.items.filter(({ lineId }) => mostOf(lineId) > 0);
  return lines.map(({ lineId, sku }, place) => (
    <TextInput
      key={lineId}
      label={`Units of ${sku}`}
      description={`${mostOf(lineId)} ${can}`}
      inputMode="numeric"
      autoComplete="off"
      value={typed[lineId] ?? ''}
      onChange={({ currentTarget }) => onChange({ ...typed, [lineId]: currentTarget.value.trim() })}
      data-autofocus={place === 0 || undefined}
    />
  ));
}
