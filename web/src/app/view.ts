import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useOrganisation } from '../access/session';
import { periodsQuery } from '../period/queries';
import { useSearchState } from './search';

/** What the reader looks at: one metric, one period, as known at the end of one day. */
export interface View {
  metric: string;
  /** Empty until the list of periods has arrived, when the address does not name one. */
  period: string;
  asOf: string;
  /** What goes to the server: nothing when it is the organisation's own today. */
  asOfParameter: string | undefined;
  isToday: boolean;
  /** Which versions of the target the attainment divides by; nothing for the organisation's own choice. */
  policy: string | undefined;
}

export const DEFAULT_METRIC = 'revenue';

export function useView(): View {
  const organisation = useOrganisation();
  const [search] = useSearchState();
  const asOf = search.as_of ?? organisation.today;
  const isToday = asOf === organisation.today;
  const asOfParameter = isToday ? undefined : asOf;
  const periods = useQuery({
    ...periodsQuery(asOfParameter),
    enabled: !search.period,
    placeholderData: keepPreviousData,
  });
  return {
    metric: search.metric ?? DEFAULT_METRIC,
    period: search.period ?? periods.data?.current ?? '',
    asOf,
    asOfParameter,
    isToday,
    policy: search.policy,
  };
}
