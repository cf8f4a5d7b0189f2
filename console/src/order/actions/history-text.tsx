import { TextInput } from '@mantine/core';

interface HistoryTextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A line that people read later, beside what was done. */
export function HistoryText({ label, value, onChange }: HistoryTextProps) {
  return (
    <TextInput
      label={label}
      description="Stands in the order's history"
      value={value}
      maxLength={500}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data-autofocus
    />
  );
}
