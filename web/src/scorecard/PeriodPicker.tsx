import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ScorecardCard } from '../api/types';
import { useView } from '../app/view';
import { groupPeriods } from '../period/group';
import { periodsQuery } from '../period/queries';

/** Which period; months and quarters, as the server lists them. It is in the address. */
export function PeriodPicker({
  card,
  onChange,
}: {
  card: ScorecardCard;
  onChange: (period: string) => void;
}) {
  const view = useView();
  const periods = useQuery({ ...periodsQuery(view.asOfParameter), placeholderData: keepPreviousData });
  const list = (periods.data?.items ?? []).filter(
    ({ kind }) => kind === 'month' || kind === 'quarter' || kind === 'year',
  );
  return (
    <Select
      label="Period"
      size="xs"
      className="pick-period"
      searchable
      nothingFoundMessage="No such period"
      value={card.period.id}
      onChange={(value) => value && onChange(value)}
      data={groupPeriods(list, card.period.id)}
    />
  );
}
