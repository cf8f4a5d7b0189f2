import { Button, TextInput } from '@mantine/core';
import { newKey } from '../../data/key.ts';
import type { Order } from '../../data/order-types.ts';
import styles from './change.module.css';
import type { Draft, NewLine } from './draft.ts';

interface LineFieldsProps {
  readonly order: Order;
  readonly draft: Pick<Draft, 'quantities' | 'newLines'>;
  readonly onChange: (typed: Partial<Draft>) => void;
}

const newLine = (): NewLine => ({ key: newKey(), sku: '', quantity: '1', price: '' });

/** How many units of each line of the order, and lines that it has not yet. */
export function LineFields({ order: { items, currency }, draft: { quantities, newLines }, onChange }: LineFieldsProps) {
  const typeNew = (place: number, typed: Partial<NewLine>) =>
    onChange({ newLines: newLines.map((line, at) => (at === place ? { ...line, ...typed } : line)) });
  return (
    <>
      {items.map(({ lineId, sku, quantity }, place) => (
        <TextInput
          key={lineId}
          label={`Units of ${sku}`}
          description={`Now ${quantity}; 0 takes the line out`}
          inputMode="numeric"
          autoComplete="off"
          value={quantities[lineId] ?? ''}
          onChange={({ currentTarget }) => onChange({ quantities: { ...quantities, [lineId]: currentTarget.value } })}
          data-autofocus={place === 0 || undefined}
        />
      ))}
      {newLines.map((line, place) => (
        <NewLineFields key={line.key} place={place} line={line} currency={currency} onChange={(typed) => typeNew(place, typed)} />
      ))}
      <Button variant="default" size="xs" className={styles['add'] ?? ''} onClick={() => onChange({ newLines: [...newLines, newLine()] })}>
        Add a line
      </Button>
    </>
  );
}

interface NewLineFieldsProps {
  readonly place: number;
  readonly line: NewLine;
  readonly currency: string;
  readonly onChange: (typed: Partial<NewLine>) => void;
}

function NewLineFields({ place, line: { sku, quantity, price }, currency, onChange }: NewLineFieldsProps) {
  return (
    <fieldset className={styles['group']}>
      <legend>{`New line ${place + 1}`}</legend>
      <TextInput label="SKU" autoComplete="off" value={sku} onChange={({ currentTarget }) => onChange({ sku: currentTarget.value })} />
      <TextInput
        label="Units"
        inputMode="numeric"
        autoComplete="off"
        value={quantity}
        onChange={({ currentTarget }) => onChange({ quantity: currentTarget.value })}
      />
      <TextInput
        label={`Price in ${currency}`}
        inputMode="decimal"
        autoComplete="off"
        value={price}
        onChange={({ currentTarget }) => onChange({ price: currentTarget.value })}
      />
    </fieldset>
  );
}
