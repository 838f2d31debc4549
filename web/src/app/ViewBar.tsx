import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MetricPicker } from '../metric/MetricPicker';
import { groupPeriods } from '../period/group';
import { periodsQuery } from '../period/queries';
import { AsOfPicker } from './AsOf';
import { useSearchState } from './search';
import { DEFAULT_METRIC, useView } from './view';

/** Which number, of which period, as known on which day. All three are in the address. */
export function ViewBar() {
  const [, change] = useSearchState();
  const view = useView();
  const periods = useQuery({ ...periodsQuery(view.asOfParameter), placeholderData: keepPreviousData });
  return (
    <search className="view-bar" aria-label="What is shown">
      <MetricPicker
        label="Metric"
        size="xs"
        className="pick-metric"
        value={view.metric}
        onChange={(value) => change({ metric: value === DEFAULT_METRIC ? undefined : value })}
      />
      <Tooltip label="How is this computed?">
        <ActionIcon
          component={Link}
          to={`/metrics/${encodeURIComponent(view.metric)}`}
          variant="default"
          size={30}
          aria-label="How is this computed?"
        >
          <IconInfoCircle size={16} />
        </ActionIcon>
      </Tooltip>
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
