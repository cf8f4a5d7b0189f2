import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { cancelOrder } from '../../data/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import type { DialogProps } from './order-actions.tsx';

export function CancelDialog({ order, onClose }: DialogProps) {
  const [reason, setReason] = useState('');
  return (
    <ActionDialog
      title={`Cancel ${order.orderNumber}`}
      order={order}
      confirm="Cancel the order"
      isDangerous
      act={(intent) => cancelOrder(order.id, intent, reason.trim())}
      onClose={onClose}
    >
      <p>Its stock is given back, and what was paid goes back to the customer.</p>
      <TextInput
        label="Why"
        description="Stands in the order's history"
        value={reason}
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        data-autofocus
      />
    </ActionDialog>
  );
}
