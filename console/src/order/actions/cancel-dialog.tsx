import { useState } from 'react';
import { cancelOrder } from '../../data/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import { HistoryText } from './history-text.tsx';
import type { DialogProps } from './order-actions.tsx';

export function CancelDialog({ order, onClose }: DialogProps) {
  const [reason, setReason] = useState('');
  return (
    <ActionDialog
      title={`Cancel ${order.orderNumber}`}
      order={order}
      confirm="Cancel the order"
      isDangerous
      act={(intent) => cancelOrder(order.id, intent, { reason: reason.trim() })}
      onClose={onClose}
    >
      <p>Its stock is given back, and what was paid goes back to the customer.</p>
      <HistoryText label="Why" value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
