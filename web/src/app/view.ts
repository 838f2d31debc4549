import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useOrganisation } from '../access/session';
import { metricsQuery } from '../metric/queries';
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
  };
}

export function useMetric(id: string) {
  return useQuery(metricsQuery).data?.items.find((metric) => metric.id === id);
}
