import { useState } from 'react';
import type { Order } from '../../data/order-types.ts';
import { resolveAttention } from '../../data/orders.ts';
import { choiceName } from '../../words/attention.ts';
import { ActionDialog } from './action-dialog.tsx';
import { HistoryText } from './history-text.tsx';

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
      <HistoryText label="Note" value={note} onChange={setNote} />
    </ActionDialog>
  );
}
