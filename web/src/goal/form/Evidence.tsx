import { useState } from 'react';
import { useOrganisation } from '../../access/session';
import type { GoalInput, Metric } from '../../api/types';
import { SuggestionsBody } from '../../target/Suggestions';
import { scopedMetric } from '../../target/suggest';
import type { PartProps } from './part';

/** What a target for the same could be, for goals that are one sum over one time; it is asked for when it is opened. */
export function Evidence({ goal, metric, edit }: Pick<PartProps, 'goal' | 'metric' | 'edit'>) {
  const { currency } = useOrganisation();
  const [opened, setOpened] = useState(false);
  if (metric === undefined || !isOneSum(goal, metric, currency)) return null;
  return (
    <details className="suggestions plain" onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>What does the evidence say?</summary>
      {opened && (
        <SuggestionsBody
          of={{
            node: goal.owner,
            metric: scopedMetric(goal.metric, goal.scope),
            period: `${goal.start}..${goal.end}`,
          }}
          unit={metric.unit}
          currency={metric.unit === 'money' ? currency : null}
          whyNone={null}
          onUse={(value) => edit({ value })}
        />
      )}
    </details>
  );
}

function isOneSum(goal: GoalInput, metric: Metric, home: string): boolean {
  return (
    metric.shape === 'sum' &&
    goal.owner !== '' &&
    goal.start !== '' &&
    goal.start < goal.end &&
    goal.each === '' &&
    !goal.each_owner &&
    goal.aim !== 'between' &&
    (goal.currency ?? home) === home
  );
}
