import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Goal, Progress } from '../../api/types';
import { useView } from '../../app/view';
import { Chart } from '../../chart/Chart';
import { dayChartModel, isLine } from '../../chart/dayChart';
import { format } from '../../format';
import { Section } from '../../ui/Section';
import { Empty, Loaded } from '../../ui/states';
import { progressChart, stepsModel } from '../chart';
import { progressQuery } from '../queries';

const HEIGHT = 340;

/** The way to the goal: day by day, or period by period. */
export function ProgressSection({ goal }: { goal: Goal }) {
  const view = useView();
  const query = useQuery(progressQuery(goal.id, view.asOfParameter));
  const title = (query.data?.steps.length ?? 0) > 0 ? 'Which periods were met?' : 'How did it get here?';
  return (
    <Section title={title} hint={goal.standing.text}>
      <Loaded query={query} height={HEIGHT + 36}>
        {(progress) =>
          goal.standing.filling === null ? (
            <ProgressChart goal={goal} progress={progress} title={title} />
          ) : (
            <Empty title="Being counted">{goal.standing.text}</Empty>
          )
        }
      </Loaded>
    </Section>
  );
}

interface ProgressChartProps {
  goal: Goal;
  progress: Progress;
  title: string;
}

function ProgressChart(props: ProgressChartProps) {
  return props.progress.steps.length > 0 ? <StepsChart {...props} /> : <DaysChart {...props} />;
}

const fileName = (goal: Goal) => `goal-${goal.id.replaceAll(/[^\w-]+/g, '-')}`;

function DaysChart({ goal, progress, title }: ProgressChartProps) {
  const view = useView();
  const nowLabel = view.isToday ? 'Today' : format.dayShort(view.asOf);
  const chart = useMemo(() => progressChart(goal, progress, nowLabel), [goal, progress, nowLabel]);
  const model = useMemo(() => dayChartModel(chart), [chart]);
  if (!isLine(chart.points)) {
    return (
      <Empty title="No line to draw yet">
        {goal.metric_view.shape === 'customers'
          ? `${goal.metric_view.name} is measured over the whole time at once, so it has one value and no way.`
          : 'The goal has not begun, or nothing has happened that it counts.'}
      </Empty>
    );
  }
  const hasPlan = chart.points.some((point) => point.plan !== null);
  return (
    <Chart
      label={title}
      fileName={fileName(goal)}
      model={model}
      height={HEIGHT}
      legend={
        <>
          <span className="key">
            <span className="key-line" /> Actual
          </span>
          {hasPlan && (
            <span className="key">
              <span className="key-line dashed" /> Plan
            </span>
          )}
          {hasPlan && chart.cumulative && (
            <span className="key">
              <span className="key-bar above" />
              <span className="key-bar below" /> Strip: actual above or below plan
            </span>
          )}
        </>
      }
    />
  );
}

function StepsChart({ goal, progress, title }: ProgressChartProps) {
  const model = useMemo(() => stepsModel(goal, progress.steps), [goal, progress]);
  return (
    <Chart
      label={title}
      fileName={fileName(goal)}
      model={model}
      height={HEIGHT}
      legend={
        <>
          <span className="key">
            <span className="key-bar above" /> Met
          </span>
          <span className="key">
            <span className="key-bar below" /> Not met
          </span>
          <span className="key">
            <span className="key-bar hollow" /> Not over yet
          </span>
        </>
      }
    />
  );
}
