import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { EditRequest, Order } from '../../data/order-types.ts';
import { changeOrder } from '../../data/orders.ts';
import { Table } from '../../parts/table.tsx';
import { ActionDialog } from '../actions/action-dialog.tsx';
import { HistoryText } from '../actions/history-text.tsx';
import type { DialogProps } from '../actions/order-actions.tsx';
import { AddressFields } from './address-fields.tsx';
import { AdjustmentFields } from './adjustment-fields.tsx';
import styles from './change.module.css';
import { changesOf, totalAfter } from './changes.ts';
import { draftOf, editOf, type Draft } from './draft.ts';
import { LineFields } from './line-fields.tsx';

export function ChangeDialog({ order, onClose }: DialogProps) {
  const [begun] = useState(order);
  const [draft, setDraft] = useState(() => draftOf(begun));
  const type = (typed: Partial<Draft>) => setDraft({ ...draft, ...typed });
  const edit = editOf(begun, draft);
  return (
    <ActionDialog
      title={`Change ${order.orderNumber}`}
      order={order}
      confirm="Change the order"
      isReady={edit !== undefined}
      // The total that was drawn is the one that is meant.
      act={(intent) => changeOrder(order.id, intent, { ...edit, totalCents: totalAfter(order, edit ?? {}) })}
      onClose={onClose}
    >
      <p>What more it takes of stock and money is taken first; when that fails the order stays as it is.</p>
      <LineFields order={begun} draft={draft} onChange={type} />
      <details className={styles['fold']}>
        <summary>Shipping, discounts, taxes and fees</summary>
        <AdjustmentFields currency={order.currency} adjustments={draft.adjustments} onChange={type} />
      </details>
      <details className={styles['fold']}>
        <summary>Where it goes</summary>
        <AddressFields shipTo={draft.shipTo} onChange={type} />
      </details>
      <details className={styles['fold']}>
        <summary>How it is paid</summary>
        <TextInput
          label="Payment token"
          description="The shop has it from the payment provider. What is due is authorised anew with it"
          maxLength={200}
          autoComplete="off"
          value={draft.token}
          onChange={({ currentTarget }) => type({ token: currentTarget.value })}
        />
      </details>
      <HistoryText label="Why" value={draft.reason} onChange={(reason) => type({ reason })} />
      {edit && <Changes order={order} edit={edit} />}
    </ActionDialog>
  );
}

/** What is sent, drawn before it is. */
function Changes({ order, edit }: { readonly order: Order; readonly edit: EditRequest }) {
  return (
    <section aria-label="What changes" aria-live="polite">
      <Table columns={['What changes', 'Now', 'Then']}>
        {changesOf(order, edit).map(({ what, before, after }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{before}</td>
            <td>{after}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
