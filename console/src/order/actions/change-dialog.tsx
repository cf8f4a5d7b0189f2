import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Order } from '../../data/order-types.ts';
import { changeQuantities } from '../../data/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import { HistoryText } from './history-text.tsx';
import type { DialogProps } from './order-actions.tsx';
import type { TypedUnits } from './unit-fields.tsx';

export function ChangeDialog({ order, onClose }: DialogProps) {
  const [typed, setTyped] = useState<TypedUnits>(() =>
    Object.fromEntries(order.items.map(({ lineId, quantity }) => [lineId, String(quantity)])),
  );
  const [reason, setReason] = useState('');
  const items = changed(order, typed);
  return (
    <ActionDialog
      title={`Change ${order.orderNumber}`}
      order={order}
      confirm="Change the order"
      isReady={items !== undefined}
      act={(intent) => changeQuantities(order.id, intent, items ?? [], reason.trim())}
      onClose={onClose}
    >
      <p>More units are reserved and authorised first; when that fails the order stays as it is. 0 takes a line out.</p>
      {order.items.map(({ lineId, sku, quantity }) => (
        <TextInput
          key={lineId}
          label={`Units of ${sku}`}
          description={`Now ${quantity}`}
          inputMode="numeric"
          autoComplete="off"
          value={typed[lineId] ?? ''}
          onChange={({ currentTarget }) => setTyped({ ...typed, [lineId]: currentTarget.value.trim() })}
        />
      ))}
      <HistoryText label="Why" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}

/** The lines that get another quantity; undefined while there is none, or one that is no count. */
function changed({ items }: Order, typed: TypedUnits) {
  const isCount = items.every(({ lineId }) => /^\d{1,7}$/.test(typed[lineId] ?? ''));
  const others = items
    .map(({ lineId, quantity }) => ({ lineId, was: quantity, quantity: Number(typed[lineId]) }))
    .filter(({ was, quantity }) => was !== quantity)
    .map(({ lineId, quantity }) => ({ lineId, quantity }));
  return isCount && others.length > 0 ? others : undefined;
}
