import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { metricsQuery } from '../metric/queries';
import { groupPeriods } from '../period/group';
import { periodsQuery } from '../period/queries';
import { AsOfPicker } from './AsOf';
import { useSearchState } from './search';
import { DEFAULT_METRIC, useView } from './view';

/** Which number, of which period, as known on which day. All three are in the address. */
export function ViewBar() {
  const [, change] = useSearchState();
  const view = useView();
  const metrics = useQuery(metricsQuery);
  const periods = useQuery({ ...periodsQuery(view.asOfParameter), placeholderData: keepPreviousData });
  const metric = metrics.data?.items.find((item) => item.id === view.metric);
  return (
    <search className="view-bar" aria-label="What is shown">
      <Select
        label="Metric"
        size="xs"
        className="pick-metric"
        title={metric?.definition}
        value={view.metric}
        onChange={(value) => change({ metric: value === DEFAULT_METRIC ? undefined : (value ?? undefined) })}
        data={metrics.data?.items.map((item) => ({ value: item.id, label: item.name })) ?? []}
      />
      <Select
        label="Period"
        size="xs"
        className="pick-period"
        searchable
        nothingFoundMessage="No such period"
        value={view.period || null}
        onChange={(value) =>
          change({ period: value === periods.data?.current ? undefined : (value ?? undefined) })
        }
        data={groupPeriods(periods.data?.items ?? [], view.period)}
      />
      <AsOfPicker />
    </search>
  );
}
