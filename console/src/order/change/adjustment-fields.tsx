import { Button, NativeSelect, TextInput } from '@mantine/core';
import { newKey } from '../../data/key.ts';
import type { Adjustment } from '../../data/order-types.ts';
import { named } from '../../words/names.ts';
import styles from './change.module.css';
import type { Draft, DraftAdjustment } from './draft.ts';

const TYPES = ['shipping', 'discount', 'tax', 'fee'] as const satisfies Adjustment['type'][];

interface AdjustmentFieldsProps {
  readonly currency: string;
  readonly adjustments: readonly DraftAdjustment[];
  readonly onChange: (typed: Partial<Draft>) => void;
}

/** What is paid or taken off beside the goods. */
export function AdjustmentFields({ currency, adjustments, onChange }: AdjustmentFieldsProps) {
  const type = (place: number, typed: Partial<DraftAdjustment>) =>
    onChange({ adjustments: adjustments.map((each, at) => (at === place ? { ...each, ...typed } : each)) });
  return (
    <>
      {adjustments.map((adjustment, place) => (
        <fieldset key={adjustment.key} className={styles['group']}>
          <legend>{adjustment.description ?? `${named(adjustment.type)} ${place + 1}`}</legend>
          <NativeSelect
            label="Kind"
            value={adjustment.type}
            data={TYPES.map((value) => ({ value, label: named(value) }))}
            onChange={({ currentTarget }) => type(place, { type: TYPES.find((known) => known === currentTarget.value) ?? 'fee' })}
          />
          <TextInput
            label={`Amount in ${currency}`}
            description="Discounts are below 0; empty takes it out"
            autoComplete="off"
            value={adjustment.amount}
            onChange={({ currentTarget }) => type(place, { amount: currentTarget.value })}
          />
        </fieldset>
      ))}
      <Button
        variant="default"
        size="xs"
        className={styles['add'] ?? ''}
        onClick={() => onChange({ adjustments: [...adjustments, { key: newKey(), type: 'shipping', amount: '' }] })}
      >
        Add another
      </Button>
    </>
  );
}
