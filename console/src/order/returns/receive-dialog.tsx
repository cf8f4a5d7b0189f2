import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { receiveReturn, type Return } from '../../data/returns.ts';
import { centsOf } from '../../words/money.ts';
import { ActionDialog } from '../actions/action-dialog.tsx';
import type { ReturnDialogProps } from './return-dialogs.tsx';
import styles from './returns.module.css';

const FATES = { restock: 'Back into stock', scrap: 'Scrapped', missing: 'Missing' } as const;
type Fate = keyof typeof FATES;
type Counted = Readonly<Record<Fate, string>>;

/** What usually happens: all of it came, and can be sold again. */
const asAnnounced = ({ quantity }: Return['lines'][number]): Counted => ({ restock: String(quantity), scrap: '0', missing: '0' });
const countOf = (text: string) => (/^\d{1,7}$/.test(text) ? Number(text) : Number.NaN);
const sumOf = (counted: Counted) => Object.values(counted).reduce((sum, text) => sum + countOf(text), 0);

export function ReceiveDialog({ order, of, onClose }: ReturnDialogProps) {
  const [counted, setCounted] = useState<Readonly<Record<string, Counted>>>(() =>
    Object.fromEntries(of.lines.map((line) => [line.lineId, asAnnounced(line)])),
  );
  const [fee, setFee] = useState('');
  const feeCents = fee === '' ? 0 : centsOf(fee, order.currency);
  const isWhole = of.lines.every(({ lineId, quantity }) => sumOf(counted[lineId] ?? NOTHING) === quantity);
  const items = of.lines.map(({ lineId }) => {
    const { restock, scrap, missing } = counted[lineId] ?? NOTHING;
    return { lineId, restock: Number(restock), scrap: Number(scrap), missing: Number(missing) };
  });
  return (
    <ActionDialog
      title="Receive the return"
      order={order}
      confirm="Receive it"
      isReady={isWhole && feeCents !== undefined}
      act={(intent) => receiveReturn(order.id, of.returnId, intent, { items, ...(feeCents ? { feeCents } : {}) })}
      onClose={onClose}
    >
      <p>Say what became of each unit that was announced. What came is refunded, less the fee.</p>
      {of.lines.map(({ lineId, quantity }) => (
        <fieldset key={lineId} className={styles['line']}>
          <legend>{`${quantity} × ${order.items.find((line) => line.lineId === lineId)?.sku ?? lineId}`}</legend>
          {Object.entries(FATES).map(([fate, label]) => (
            <TextInput
              key={fate}
              label={label}
              inputMode="numeric"
              autoComplete="off"
              value={counted[lineId]?.[fate as Fate] ?? ''}
              onChange={({ currentTarget }) =>
                setCounted({ ...counted, [lineId]: { ...(counted[lineId] ?? NOTHING), [fate]: currentTarget.value.trim() } })
              }
            />
          ))}
        </fieldset>
      ))}
      {!isWhole && <output>The counts of each line have to come to what was announced.</output>}
      <TextInput
        label={`Fee in ${order.currency}`}
        description="Kept of the money"
        inputMode="decimal"
        autoComplete="off"
        value={fee}
        onChange={({ currentTarget }) => setFee(currentTarget.value)}
      />
    </ActionDialog>
  );
}

const NOTHING: Counted = { restock: '0', scrap: '0', missing: '0' };
