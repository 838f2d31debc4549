import { Select } from '@mantine/core';
import type { ShadowView } from '../api/types';
import type { Choices } from './queries';

interface ColumnChoicesProps {
  /** Empty while the sheet could not be read. */
  header: string[];
  /** What was taken for what. */
  columns: ShadowView['columns'] | undefined;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

const ROLES = [
  ['ref', 'Number of the order'],
  ['customer', 'Customer'],
  ['day', 'Date'],
  ['amount', 'Amount'],
] as const;

const DECIMALS = [
  { value: 'point', label: '1,234.50' },
  { value: 'comma', label: '1.234,50' },
];
const DAYS = [
  { value: 'day', label: 'Day first: 31/12/2026' },
  { value: 'month', label: 'Month first: 12/31/2026' },
];

/** What the columns mean and how they are written, where Attain took it wrongly. */
export function ColumnChoices({ header, columns, choices, onChange }: ColumnChoicesProps) {
  const names = [...new Set(header.filter((name) => name.trim() !== ''))];
  return (
    <fieldset className="shadow-columns">
      <legend>How the sheet is read</legend>
      {names.length > 0 &&
        ROLES.map(([role, label]) => (
          <Select
            key={role}
            label={label}
            size="xs"
            data={names}
            placeholder="none"
            value={choices[role] ?? (columns?.[role] || null)}
            onChange={(value) => onChange({ ...choices, [role]: value ?? undefined })}
          />
        ))}
      <Select
        label="Decimals"
        size="xs"
        data={DECIMALS}
        value={choices.decimal ?? columns?.decimal ?? null}
        placeholder="found out"
        onChange={(value) => onChange({ ...choices, decimal: value ?? undefined })}
      />
      <Select
        label="Dates"
        size="xs"
        data={DAYS}
        value={choices.days ?? columns?.days ?? null}
        placeholder="found out"
        onChange={(value) => onChange({ ...choices, days: value ?? undefined })}
      />
    </fieldset>
  );
}
