import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Order } from '../../data/order-types.ts';
import { resolveAttention } from '../../data/orders.ts';
import { choiceName } from '../../words/attention.ts';
import { ActionDialog } from './action-dialog.tsx';

interface ResolveDialogProps {
  readonly order: Order;
  readonly choice: string;
  readonly onClose: () => void;
}

export function ResolveDialog({ order, choice, onClose }: ResolveDialogProps) {
  const [note, setNote] = useState('');
  return (
    <ActionDialog
      title={`${choiceName(choice)}?`}
      order={order}
      confirm={choiceName(choice)}
      isDangerous={choice === 'cancel'}
      act={(intent) => resolveAttention(order.id, intent, choice, note.trim())}
      onClose={onClose}
    >
      <p>{`${order.orderNumber}: ${order.needsAttention?.text ?? 'nobody is asked any more.'}`}</p>
      <TextInput
        label="Note"
        description="Stands in the order's history"
        value={note}
        maxLength={500}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
        data-autofocus
      />
    </ActionDialog>
  );
}
