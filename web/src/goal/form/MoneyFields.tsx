import { Group, Select } from '@mantine/core';
import { useOrganisation } from '../../access/session';
import type { Rates } from '../../api/types';
import { RATES } from '../words';
import type { PartProps } from './part';

const CURRENCIES = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('currency') : [];

/** Only of money: in which currency, and at which rates other currencies count. */
export function MoneyFields({ goal, edit, problem, metric }: PartProps) {
  const { currency } = useOrganisation();
  if (metric?.unit !== 'money') return null;
  const all = [...new Set([currency, ...(goal.currency ? [goal.currency] : []), ...CURRENCIES])];
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <Select
        label="Currency"
        className="pick-aim"
        searchable
        nothingFoundMessage="No such currency"
        data={all}
        value={goal.currency ?? currency}
        error={problem('currency')}
        onChange={(next) => edit({ currency: next })}
      />
      <Select
        label="Other currencies count at"
        className="grow"
        data={RATES}
        value={goal.rates}
        error={problem('rates')}
        onChange={(rates) => edit({ rates: (rates ?? '') as Rates })}
      />
    </Group>
  );
}
