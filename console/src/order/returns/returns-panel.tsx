import { Button } from '@mantine/core';
import { useState, type ComponentType } from 'react';
import type { Order } from '../../data/order-types.ts';
import type { Return } from '../../data/returns.ts';
import { Panel } from '../../parts/panel.tsx';
import { useScopes, type Scope } from '../../session/session.ts';
import { money } from '../../words/money.ts';
import { named } from '../../words/names.ts';
import { at } from '../../words/time.ts';
import { ReceiveDialog } from './receive-dialog.tsx';
import { ApproveDialog, CancelReturnDialog, DeclineDialog, type ReturnDialogProps } from './return-dialogs.tsx';
import styles from './returns.module.css';

interface Action {
  readonly name: string;
  readonly dialog: ComponentType<ReturnDialogProps>;
  readonly needs: Scope;
  readonly from: readonly Return['status'][];
}

const ACTIONS: readonly Action[] = [
  { name: 'Approve', dialog: ApproveDialog, needs: 'orders:operate', from: ['requested'] },
  { name: 'Decline', dialog: DeclineDialog, needs: 'orders:operate', from: ['requested'] },
  { name: 'Receive', dialog: ReceiveDialog, needs: 'orders:operate', from: ['approved'] },
  { name: 'Cancel the return', dialog: CancelReturnDialog, needs: 'orders:write', from: ['requested', 'approved'] },
];

/** Nothing where nothing was ever announced to come back. */
export function ReturnsPanel({ order }: { readonly order: Order }) {
  if (order.returns.length === 0) return null;
  return (
    <Panel title="Returns">
      <ol className={styles['returns']}>
        {order.returns.map((of) => (
          <OneReturn key={of.returnId} order={order} of={of} />
        ))}
      </ol>
    </Panel>
  );
}

function OneReturn({ order, of }: Omit<ReturnDialogProps, 'onClose'>) {
  const [open, setOpen] = useState<Action>();
  const scopes = useScopes();
  const Dialog = open?.dialog;
  return (
    <li>
      <strong>{named(of.status)}</strong>
      <p>{of.reason}</p>
      {of.declineReason !== undefined && <p>{`Declined: ${of.declineReason}`}</p>}
      <ul>
        {of.lines.map((line) => (
          <li key={line.lineId}>{fateOf(line, order)}</li>
        ))}
      </ul>
      <p className={styles['when']}>{whenOf(of, order.currency)}</p>
      <div className={styles['actions']}>
        {ACTIONS.filter(({ needs, from }) => scopes.has(needs) && from.includes(of.status)).map((action) => (
          <Button key={action.name} size="xs" variant="default" onClick={() => setOpen(action)}>
            {action.name}
          </Button>
        ))}
      </div>
      {Dialog && <Dialog order={order} of={of} onClose={() => setOpen(undefined)} />}
    </li>
  );
}

function fateOf({ lineId, quantity, restocked, scrapped, missing }: Return['lines'][number], { items }: Order): string {
  const sku = items.find((line) => line.lineId === lineId)?.sku ?? lineId;
  const fates = [
    ['back in stock', restocked],
    ['scrapped', scrapped],
    ['missing', missing],
  ] as const;
  const known = fates.filter(([, count]) => count !== undefined && count > 0).map(([fate, count]) => `${count} ${fate}`);
  return `${quantity} × ${sku}${known.length === 0 ? '' : `: ${known.join(', ')}`}`;
}

function whenOf({ requestedAt, receivedAt, expiresAt, endedAt, status, feeCents }: Return, currency: string): string {
  const sentences = [
    `Announced ${at(requestedAt)}.`,
    ...(status === 'approved' && expiresAt !== undefined ? [`Waited for until ${at(expiresAt)}.`] : []),
    ...(receivedAt === undefined ? [] : [`Received ${at(receivedAt)}.`]),
    ...(receivedAt === undefined && endedAt !== undefined ? [`Ended ${at(endedAt)}.`] : []),
    ...(feeCents === undefined || feeCents === 0 ? [] : [`A fee of ${money(feeCents, currency)} was kept.`]),
  ];
  return sentences.join(' ');
}
