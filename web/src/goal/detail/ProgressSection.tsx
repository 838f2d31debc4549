import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Goal, Progress } from '../../api/types';
import { useView } from '../../app/view';
import { isCumulative } from '../../attain/burnup';
import { Chart } from '../../chart/Chart';
import { format } from '../../format';
import { Section } from '../../ui/Section';
import { Empty, Loaded } from '../../ui/states';
import { progressModel, stepsModel, withoutFlatPlan } from '../chart';
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
        {(progress) => <ProgressChart goal={goal} progress={progress} title={title} />}
      </Loaded>
    </Section>
  );
}

interface ProgressChartProps {
  goal: Goal;
  progress: Progress;
  title: string;
}

function ProgressChart({ goal, progress, title }: ProgressChartProps) {
  const view = useView();
  const nowLabel = view.isToday ? 'Today' : format.dayShort(view.asOf);
  const isSteps = progress.steps.length > 0;
  const model = useMemo(
    () => (isSteps ? stepsModel(goal, progress.steps) : progressModel(goal, progress, nowLabel)),
    [goal, progress, nowLabel, isSteps],
  );
  if (model.rows.length === 0) {
    return (
      <Empty title="Nothing to draw yet">
        The goal has not begun, or nothing has happened that it counts.
      </Empty>
    );
  }
  return (
    <Chart
      label={title}
      fileName={`goal-${goal.id.replaceAll(/[^\w-]+/g, '-')}`}
      model={model}
      height={HEIGHT}
      legend={isSteps ? <StepsKey /> : <DaysKey goal={goal} progress={progress} />}
    />
  );
}

function DaysKey({ goal, progress }: { goal: Goal; progress: Progress }) {
  const hasPlan = withoutFlatPlan(progress.points).some((point) => point.plan !== null);
  return (
    <>
      <span className="key">
        <span className="key-line" /> Actual
      </span>
      {hasPlan && (
        <span className="key">
          <span className="key-line dashed" /> Plan
        </span>
      )}
      {hasPlan && isCumulative(goal.metric_view) && (
        <span className="key">
          <span className="key-bar above" />
          <span className="key-bar below" /> Strip: actual above or below plan
        </span>
      )}
    </>
  );
}

function StepsKey() {
  return (
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
  );
}
