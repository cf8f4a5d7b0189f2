import { TextInput } from '@mantine/core';
import styles from './change.module.css';
import { ADDRESS, type Draft, type DraftAddress } from './draft.ts';

interface AddressFieldsProps {
  readonly shipTo: DraftAddress;
  readonly onChange: (typed: Partial<Draft>) => void;
}

export function AddressFields({ shipTo, onChange }: AddressFieldsProps) {
  return (
    <div className={styles['group']}>
      {Object.entries(ADDRESS).map(([line, label]) => (
        <TextInput
          key={line}
          label={label}
          autoComplete="off"
          value={shipTo[line as keyof DraftAddress]}
          onChange={({ currentTarget }) => onChange({ shipTo: { ...shipTo, [line]: currentTarget.value } })}
        />
      ))}
    </div>
  );
}
