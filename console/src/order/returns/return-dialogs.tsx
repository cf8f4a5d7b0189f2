import { useState } from 'react';
import type { Order } from '../../data/order-types.ts';
import { approveReturn, cancelReturn, declineReturn, type Return } from '../../data/returns.ts';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { HistoryText } from '../actions/history-text.tsx';

export interface ReturnDialogProps {
  readonly order: Order;
  readonly of: Return;
  readonly onClose: () => void;
}

export function ApproveDialog({ order, of: { returnId, reason }, onClose }: ReturnDialogProps) {
  return (
    <ActionDialog
      title="Approve the return"
      order={order}
      confirm="Approve it"
      act={(intent) => approveReturn(order.id, returnId, intent)}
      onClose={onClose}
    >
      <p>{`“${reason}” The goods are then waited for.`}</p>
    </ActionDialog>
  );
}

export function DeclineDialog({ order, of: { returnId, reason }, onClose }: ReturnDialogProps) {
  const [why, setWhy] = useState('');
  return (
    <ActionDialog
      title="Decline the return"
      order={order}
      confirm="Decline it"
      isDangerous
      act={(intent) => declineReturn(order.id, returnId, intent, why.trim())}
      onClose={onClose}
    >
      <p>{`“${reason}” Nothing is refunded. The same units can be announced again.`}</p>
      <HistoryText label="Why" value={why} onChange={setWhy} />
    </ActionDialog>
  );
}

export function CancelReturnDialog({ order, of: { returnId, reason }, onClose }: ReturnDialogProps) {
  return (
    <ActionDialog
      title="Cancel the return"
      order={order}
      confirm="Cancel the return"
      isDangerous
      act={(intent) => cancelReturn(order.id, returnId, intent)}
      onClose={onClose}
    >
      <p>{`“${reason}” The customer keeps the goods.`}</p>
    </ActionDialog>
  );
}
