import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Order, RefundRequest } from '../../data/order-types.ts';
import { refundOrder } from '../../data/orders.ts';
import { centsOf, money, plainAmount } from '../../words/money.ts';
import { ActionDialog } from './action-dialog.tsx';
import type { DialogProps } from './order-actions.tsx';
import { refundableCents, refundableUnits } from './refundable.ts';
import { UnitFields, unitsTyped, type TypedUnits } from './unit-fields.tsx';

const WAYS = { all: 'Everything that is left', amount: 'An amount', lines: 'Units of lines' } as const;
type Way = keyof typeof WAYS;

/** From so many whole units of the currency on, the amount is typed again. */
const LARGE = '200';

interface Draft {
  readonly way: Way;
  readonly amount: string;
  readonly units: TypedUnits;
}

interface Planned {
  readonly request: Omit<RefundRequest, 'reason'>;
  /** Undefined where the API works it out. */
  readonly cents?: number;
}

/** Undefined as long as it is no refund that the order has left. */
function planned(order: Order, { way, amount, units }: Draft): Planned | undefined {
  const left = refundableCents(order);
  if (way === 'all') return { request: {}, cents: left };
  if (way === 'amount') {
    const amountCents = centsOf(amount, order.currency);
    return amountCents !== undefined && amountCents > 0 && amountCents <= left
      ? { request: { amountCents }, cents: amountCents }
      : undefined;
  }
  const items = unitsTyped(units, (lineId) => refundableUnits(order, lineId));
  return items && { request: { items } };
}

export function RefundDialog({ order, onClose }: DialogProps) {
  const [draft, setDraft] = useState<Draft>({ way: 'all', amount: '', units: {} });
  const [reason, setReason] = useState('');
  const [typedAgain, setTypedAgain] = useState('');
  const { currency } = order;
  const plan = planned(order, draft);
  const largeCents = centsOf(LARGE, currency) ?? 0;
  const isLarge = plan?.cents !== undefined && plan.cents >= largeCents;
  const isReady = plan !== undefined && reason.trim() !== '' && (!isLarge || centsOf(typedAgain, currency) === plan.cents);
  return (
    <ActionDialog
      title={`Refund ${order.orderNumber}`}
      order={order}
      confirm={plan?.cents === undefined ? 'Refund' : `Refund ${money(plan.cents, currency)}`}
      isReady={isReady}
      act={(intent) => refundOrder(order.id, intent, { ...plan?.request, reason: reason.trim() })}
      onClose={onClose}
    >
      <p>{`${money(refundableCents(order), currency)} can still be given back.`}</p>
      <NativeSelect
        label="How much"
        value={draft.way}
        data={Object.entries(WAYS).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget }) => setDraft({ ...draft, way: currentTarget.value in WAYS ? (currentTarget.value as Way) : 'all' })}
        data-autofocus
      />
      {draft.way === 'amount' && (
        <TextInput
          label={`Amount in ${currency}`}
          inputMode="decimal"
          value={draft.amount}
          onChange={({ currentTarget }) => setDraft({ ...draft, amount: currentTarget.value })}
        />
      )}
      {draft.way === 'lines' && (
        <UnitFields
          order={order}
          typed={draft.units}
          mostOf={(lineId) => refundableUnits(order, lineId)}
          can="left"
          onChange={(units) => setDraft({ ...draft, units })}
        />
      )}
      <TextInput
        label="Why"
        description="Stands in the order's history"
        required
        value={reason}
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {isLarge && (
        <TextInput
          label={`Type ${plainAmount(plan.cents ?? 0, currency)} again`}
          inputMode="decimal"
          autoComplete="off"
          value={typedAgain}
          onChange={({ currentTarget }) => setTypedAgain(currentTarget.value)}
        />
      )}
    </ActionDialog>
  );
}
