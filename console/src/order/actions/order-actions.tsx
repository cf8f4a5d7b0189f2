import { Button } from '@mantine/core';
import { useState, type ComponentType } from 'react';
import type { Order } from '../../data/order-types.ts';
import { useScopes, type Scope } from '../../session/session.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { CancelUnitsDialog } from './cancel-units-dialog.tsx';
import { ChangeDialog } from '../change/change-dialog.tsx';
import { HoldDialog, ReleaseDialog } from './hold-dialogs.tsx';
import { cancellableUnits, hasUnits, returnableUnits } from './line-units.ts';
import { NoteDialog } from './note-dialog.tsx';
import styles from './order-actions.module.css';
import { RefundDialog } from './refund-dialog.tsx';
import { refundableCents } from './refundable.ts';
import { ReturnDialog } from './return-dialog.tsx';

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

/** While the customer settles the payment it can be changed where that takes no more. */
const isOpenForChange = ({ status, payment }: Order) =>
  status === 'CONFIRMED' || (status === 'CREATED' && payment.status === 'requires_action');

/** Until everything has left, or is undone. */
const isOpenForCancel = (order: Order) => isBeforeHandOver(order) || order.status === 'FULFILLING';
const unitsOrdered = ({ items }: Order) => items.reduce((sum, { quantity }) => sum + quantity, 0);

const ACTIONS: readonly Action[] = [
  { name: 'Add a note', dialog: NoteDialog, needs: 'orders:operate', isOffered: ({ version }) => version > 0 },
  { name: 'Hold', dialog: HoldDialog, needs: 'orders:operate', isOffered: isBeforeHandOver },
  { name: 'Release a hold', dialog: ReleaseDialog, needs: 'orders:operate', isOffered: ({ holds }) => holds.length > 0 },
  { name: 'Refund', dialog: RefundDialog, needs: 'orders:operate', isOffered: (order) => refundableCents(order) > 0 },
  {
    name: 'Return',
    dialog: ReturnDialog,
    needs: 'orders:write',
    isOffered: (order) => hasUnits(order, returnableUnits),
  },
  { name: 'Change', dialog: ChangeDialog, needs: 'orders:write', isOffered: isOpenForChange },
  {
    name: 'Cancel units',
    dialog: CancelUnitsDialog,
    needs: 'orders:write',
    isOffered: (order) => isOpenForCancel(order) && hasUnits(order, cancellableUnits) && unitsOrdered(order) > 1,
  },
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
  const scopes = useScopes();
  return (
    <div className={styles['actions']}>
      {ACTIONS.filter(({ needs, isOffered }) => scopes.has(needs) && isOffered(order)).map((action) => (
        <Button key={action.name} variant="default" size="sm" onClick={() => setOpen(action)}>
          {action.name}
        </Button>
      ))}
      {Dialog && <Dialog order={order} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
