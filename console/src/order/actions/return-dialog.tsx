import { useState } from 'react';
import { requestReturn } from '../../data/returns.ts';
import { ActionDialog } from './action-dialog.tsx';
import { HistoryText } from './history-text.tsx';
import { returnableUnits } from './line-units.ts';
import type { DialogProps } from './order-actions.tsx';
import { UnitFields, unitsTyped, type TypedUnits } from './unit-fields.tsx';

export function ReturnDialog({ order, onClose }: DialogProps) {
  const [typed, setTyped] = useState<TypedUnits>({});
  const [reason, setReason] = useState('');
  const mostOf = returnableUnits(order);
  const items = unitsTyped(typed, mostOf);
  return (
    <ActionDialog
      title={`Return of ${order.orderNumber}`}
      order={order}
      confirm="Announce the return"
      isReady={items !== undefined && reason.trim() !== ''}
      act={(intent) => requestReturn(order.id, intent, { items: items ?? [], reason: reason.trim() })}
      onClose={onClose}
    >
      <p>The customer sends these units back. Money follows when they are received.</p>
      <UnitFields order={order} typed={typed} mostOf={mostOf} can="can come back" onChange={setTyped} />
      <HistoryText label="Why" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
