import { useState } from 'react';
import { cancelOrder } from '../../data/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import { HistoryText } from './history-text.tsx';
import { cancellableUnits } from './line-units.ts';
import type { DialogProps } from './order-actions.tsx';
import { UnitFields, unitsTyped, type TypedUnits } from './unit-fields.tsx';

export function CancelUnitsDialog({ order, onClose }: DialogProps) {
  const [typed, setTyped] = useState<TypedUnits>({});
  const [reason, setReason] = useState('');
  const mostOf = cancellableUnits(order);
  const items = unitsTyped(typed, mostOf);
  return (
    <ActionDialog
      title={`Cancel units of ${order.orderNumber}`}
      order={order}
      confirm="Cancel the units"
      isDangerous
      isReady={items !== undefined}
      act={(intent) => cancelOrder(order.id, intent, { reason: reason.trim(), ...(items && { items }) })}
      onClose={onClose}
    >
      <p>The rest of the order goes on. What was paid for these units goes back to the customer.</p>
      <UnitFields order={order} typed={typed} mostOf={mostOf} can="can be cancelled" onChange={setTyped} />
      <HistoryText label="Why" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
