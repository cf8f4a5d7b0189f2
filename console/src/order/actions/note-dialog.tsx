import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { addNote } from '../../data/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import type { DialogProps } from './order-actions.tsx';

export function NoteDialog({ order, onClose }: DialogProps) {
  const [text, setText] = useState('');
  return (
    <ActionDialog
      title={`Note on ${order.orderNumber}`}
      order={order}
      confirm="Add the note"
      isReady={text.trim() !== ''}
      act={({ key }) => addNote(order.id, key, text.trim())}
      onClose={onClose}
    >
      <Textarea
        label="Note"
        description="Stands in the order's history"
        value={text}
        maxLength={2000}
        rows={4}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        data-autofocus
      />
    </ActionDialog>
  );
}
