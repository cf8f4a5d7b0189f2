import { useState } from 'react';
import type { Order } from '../../data/order-types.ts';
import { resolveAttention } from '../../data/orders.ts';
import { choiceName } from '../../words/attention.ts';
import { dropped } from '../../words/backorder.ts';
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
      isDangerous={choice === 'cancel' || choice === 'drop_missing'}
      act={(intent) => resolveAttention(order.id, intent, choice, note.trim())}
      onClose={onClose}
    >
      <p>{`${order.orderNumber}: ${order.needsAttention?.text ?? 'nobody is asked any more.'}`}</p>
      {choice === 'drop_missing' && <p>{dropped(order)}</p>}
      <HistoryText label="Note" value={note} onChange={setNote} />
    </ActionDialog>
  );
}
