import { Button } from '@mantine/core';
import { useState, type ComponentType } from 'react';
import type { Order } from '../../data/order-types.ts';
import { useMay, type Scope } from '../../session/session.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { HoldDialog, ReleaseDialog } from './hold-dialogs.tsx';
import { NoteDialog } from './note-dialog.tsx';
import styles from './order-actions.module.css';
import { RefundDialog } from './refund-dialog.tsx';
import { refundableCents } from './refundable.ts';

export interface DialogProps {
  readonly order: Order;
  readonly onClose: () => void;
}

interface Action {
  readonly name: string;
  readonly dialog: ComponentType<DialogProps>;
  readonly needs: Scope;
  /** An action that the API would refuse is not offered. */
  readonly isOffered: (order: Order) => boolean;
}

const isBeforeHandOver = ({ status }: Order) => status === 'CREATED' || status === 'CONFIRMED';

const ACTIONS: readonly Action[] = [
  { name: 'Add a note', dialog: NoteDialog, needs: 'orders:operate', isOffered: ({ version }) => version > 0 },
  { name: 'Hold', dialog: HoldDialog, needs: 'orders:operate', isOffered: isBeforeHandOver },
  { name: 'Release a hold', dialog: ReleaseDialog, needs: 'orders:operate', isOffered: ({ holds }) => holds.length > 0 },
  { name: 'Refund', dialog: RefundDialog, needs: 'orders:operate', isOffered: (order) => refundableCents(order) > 0 },
  {
    name: 'Cancel order',
    dialog: CancelDialog,
    needs: 'orders:write',
    isOffered: (order) =>
      isBeforeHandOver(order) || (order.status === 'FULFILLING' && order.shipments.every(({ pickedUpAt }) => pickedUpAt === undefined)),
  },
];

export function OrderActions({ order }: { readonly order: Order }) {
  const [open, setOpen] = useState<Action>();
  const Dialog = open?.dialog;
  const may = { 'orders:read': useMay('orders:read'), 'orders:write': useMay('orders:write'), 'orders:operate': useMay('orders:operate') };
  return (
    <div className={styles['actions']}>
      {ACTIONS.filter(({ needs, isOffered }) => may[needs] && isOffered(order)).map((action) => (
        <Button key={action.name} variant="default" size="sm" onClick={() => setOpen(action)}>
          {action.name}
        </Button>
      ))}
      {Dialog && <Dialog order={order} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
