import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { memo, useDeferredValue, useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useSlash } from '../parts/keys.ts';
import { named, STATUSES } from '../words/names.ts';
import styles from './filter-bar.module.css';
import { isOrderId, NO_FILTERS, type Filters } from './filters.ts';

interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** Drawn again when the filters change, not with each row. */
export const FilterBar = memo(function FilterBar({ filters, onChange }: FilterBarProps) {
  const [, navigate] = useLocation();
  const search = useSlash();
  // The list does not wait for what takes longer to be drawn than its rows.
  const areFieldsDue = useDeferredValue(true, false);
  // Where there is no room for all of them.
  const [isUnfolded, setIsUnfolded] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const find = search.current?.value.trim() ?? '';
    if (isOrderId(find)) return navigate(`/orders/${find.toLowerCase()}`);
    onChange({ ...filters, find });
    search.current?.blur();
  };
  return (
    <search>
      <form className={styles['bar']} onSubmit={submit}>
        <TextInput
          ref={search}
          key={filters.find}
          className={styles['find'] ?? ''}
          label="Find"
          aria-describedby="find-hint"
          placeholder="Press / to type"
          defaultValue={filters.find}
          maxLength={200}
          autoComplete="off"
        />
        <Button
          className={styles['unfold'] ?? ''}
          variant="default"
          aria-expanded={isUnfolded}
          aria-controls="filters"
          onClick={() => setIsUnfolded(!isUnfolded)}
        >
          Filters
        </Button>
        <div id="filters" className={styles['filters']} data-unfolded={isUnfolded}>
          {areFieldsDue ? <FilterFields filters={filters} onChange={onChange} /> : FIELDS.map((field) => <span key={field} />)}
        </div>
        <Button type="submit">Find</Button>
        <Button variant="default" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </Button>
      </form>
      <p id="find-hint" className={styles['hint']}>
        Finds a customer, an order&apos;s number or id, <code>sku:…</code>, or metadata as <code>name=value</code>. Keys: <kbd>/</kbd>{' '}
        finds, <kbd>j</kbd> and <kbd>k</kbd> go through the orders, <kbd>Enter</kbd> opens one.
      </p>
    </search>
  );
});

/** Their room until they are there, so that nothing moves when they come. */
const FIELDS = ['status', 'from', 'until', 'attention'];

function FilterFields({ filters, onChange }: FilterBarProps) {
  return (
    <>
      <NativeSelect
        label="Status"
        value={filters.status}
        onChange={({ currentTarget }) => onChange({ ...filters, status: STATUSES.find((status) => status === currentTarget.value) ?? '' })}
        data={[{ value: '', label: 'Any' }, ...STATUSES.map((value) => ({ value, label: named(value) }))]}
      />
      <TextInput
        type="date"
        label="From"
        value={filters.from}
        onChange={({ currentTarget }) => onChange({ ...filters, from: currentTarget.value })}
      />
      <TextInput
        type="date"
        label="Until"
        value={filters.until}
        onChange={({ currentTarget }) => onChange({ ...filters, until: currentTarget.value })}
      />
      <Checkbox
        label="Needs a person"
        checked={filters.needsAttention}
        onChange={({ currentTarget }) => onChange({ ...filters, needsAttention: currentTarget.checked })}
      />
    </>
  );
}
