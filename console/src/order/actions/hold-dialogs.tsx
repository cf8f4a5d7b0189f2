import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { placeHold, releaseHold } from '../../data/orders.ts';
import { HOLD_REASONS, named } from '../../words/names.ts';
import { ActionDialog } from './action-dialog.tsx';
import type { DialogProps } from './order-actions.tsx';

export function HoldDialog({ order, onClose }: DialogProps) {
  const [reason, setReason] = useState<(typeof HOLD_REASONS)[number]>('customer');
  const [note, setNote] = useState('');
  return (
    <ActionDialog
      title={`Hold ${order.orderNumber}`}
      order={order}
      confirm="Place the hold"
      act={(intent) => placeHold(order.id, intent, { reason, ...(note.trim() !== '' && { note: note.trim() }) })}
      onClose={onClose}
    >
      <p>It is not handed over to the carrier until every hold is released.</p>
      <NativeSelect
        label="Reason"
        value={reason}
        data={HOLD_REASONS.map((value) => ({ value, label: named(value) }))}
        onChange={({ currentTarget }) => setReason(HOLD_REASONS.find((known) => known === currentTarget.value) ?? 'other')}
        data-autofocus
      />
      <TextInput label="Note" value={note} maxLength={500} onChange={({ currentTarget }) => setNote(currentTarget.value)} />
    </ActionDialog>
  );
}

export function ReleaseDialog({ order, onClose }: DialogProps) {
  const { holds } = order;
  const [chosen, setChosen] = useState(holds[0]?.holdId ?? '');
  return (
    <ActionDialog
      title={`Release a hold of ${order.orderNumber}`}
      order={order}
      confirm="Release it"
      act={(intent) => releaseHold(order.id, chosen, intent)}
      onClose={onClose}
    >
      <p>{holds.length > 1 ? 'The order stays until the last hold is released.' : 'The order then goes on to the carrier.'}</p>
      <NativeSelect
        label="Hold"
        value={chosen}
        data={holds.map(({ holdId, reason, note, placedBy }) => ({
          value: holdId,
          label: [named(reason), note, `placed by ${placedBy}`].filter(Boolean).join(', '),
        }))}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        data-autofocus
      />
    </ActionDialog>
  );
}
