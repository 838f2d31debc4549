import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Unit } from '../../api/types';
import { parseAmount, typedAmount, unitMark } from '../../format';

interface ValueInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string | null;
  unit: Unit;
  currency: string | null;
  onChange: (value: string | null) => void;
}

/** A number in the metric's unit: typed as people write it, kept as an exact decimal. */
export function ValueInput({ value, unit, currency, onChange, error, ...rest }: ValueInputProps) {
  const [typed, setTyped] = useState(typedAmount(value, unit));
  const given = typedAmount(value, unit);
  useEffect(() => {
    // What stands in the field may be the same number written otherwise, such as 1,500.
    setTyped((text) => (typedAmount(parseAmount(text, unit), unit) === given ? text : given));
  }, [given, unit]);
  const isWrong = typed.trim() !== '' && parseAmount(typed, unit) === null;
  const type = (text: string) => {
    setTyped(text);
    const parsed = parseAmount(text, unit);
    if (parsed !== null || text.trim() === '') onChange(parsed);
  };
  const mark = unitMark(unit, currency);
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      error={isWrong ? 'Write digits, with a point before decimals, for example 1500.5' : error}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={mark && <span className="unit-mark">{mark}</span>}
      rightSectionWidth={mark.length > 3 ? 60 : mark.length > 1 ? 46 : 30}
      rightSectionPointerEvents="none"
    />
  );
}
