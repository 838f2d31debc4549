import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Burnup, Curve } from '../api/types';
import { useSearchState } from '../app/search';
import type { View } from '../app/view';
import { Chart } from '../chart/Chart';
import { isLine } from '../chart/dayChart';
import { format } from '../format';
import { useMetric } from '../metric/queries';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { burnupModel, isCumulative } from './burnup';
import { burnupQuery } from './queries';

const HEIGHT = 400;

export function useCurve(): Curve {
  const [search] = useSearchState();
  return search.curve === 'working_days' ? 'working_days' : 'calendar';
}

export function BurnupSection({ nodeId, view }: { nodeId: string; view: View }) {
  const [, change] = useSearchState();
  const curve = useCurve();
  const query = useQuery(burnupQuery(nodeId, view, curve));
  const cumulative = isCumulative(useMetric(view.metric));
  return (
    <Section
      title="Will we reach the target?"
      hint={
        !cumulative
          ? 'From the start of the period to each day. A rate does not grow, so it has no plan by day.'
          : curve === 'calendar'
            ? 'The plan grows with every calendar day.'
            : 'The plan grows with every working day.'
      }
      actions={
        cumulative && (
          <SegmentedControl
            size="xs"
            aria-label="How the plan grows"
            value={curve}
            onChange={(value) => change({ curve: value === 'calendar' ? undefined : value })}
            data={[
              { value: 'calendar', label: 'Calendar days' },
              { value: 'working_days', label: 'Working days' },
            ]}
          />
        )
      }
    >
      <Loaded query={query} height={HEIGHT + 36}>
        {(burnup) => <BurnupChart burnup={burnup} view={view} cumulative={cumulative} />}
      </Loaded>
    </Section>
  );
}

interface BurnupChartProps {
  burnup: Burnup;
  view: View;
  cumulative: boolean;
}

function BurnupChart({ burnup, view, cumulative }: BurnupChartProps) {
  const nowLabel = view.isToday ? 'Today' : format.dayShort(view.asOf);
  const model = useMemo(() => burnupModel(burnup, cumulative, nowLabel), [burnup, cumulative, nowLabel]);
  if (burnup.figures.filling !== null) {
    return <Empty title="Being counted">{burnup.figures.notes[0]}</Empty>;
  }
  if (!cumulative && !isLine(burnup.points)) {
    return (
      <Empty title="No line to draw">
        This rate is measured over the whole period at once, so it has one value and no way from day to day.
      </Empty>
    );
  }
  if (burnup.points.length === 0) {
    return (
      <Empty title="Nothing to draw yet">
        This period has no days up to the “as of” date. Choose an earlier period above.
      </Empty>
    );
  }
  const hasPlan = cumulative && burnup.points.some((point) => point.plan !== null);
  return (
    <Chart
      label="Will we reach the target?"
      fileName={`burnup-${burnup.figures.node.id.replaceAll(/[^\w-]+/g, '-')}-${burnup.figures.period.id}`}
      model={model}
      height={HEIGHT}
      legend={
        <>
          <span className="key">
            <span className="key-line" />{' '}
            {burnup.figures.covered === null ? 'Actual' : 'Actual that counts for the target'}
          </span>
          {hasPlan && (
            <>
              <span className="key">
                <span className="key-line dashed" /> Plan
              </span>
              <span className="key">
                <span className="key-bar above" />
                <span className="key-bar below" /> Strip: actual above or below plan
              </span>
            </>
          )}
          {!hasPlan && cumulative && (
            <span className="key">No plan line: {burnup.figures.target_note || 'no target'}</span>
          )}
        </>
      }
    />
  );
}
