import { Guards } from './Guards';
import { HowMuch } from './HowMuch';
import { MoneyFields } from './MoneyFields';
import { Purpose } from './Purpose';
import type { PartProps } from './part';
import { When } from './When';
import { WhoWhat } from './WhoWhat';

interface GoalFormProps extends PartProps {
  goalId?: string;
}

/** All of a goal as fields. What most goals do not need is folded away, and opens by itself when it holds something. */
export function GoalForm({ goalId, ...part }: GoalFormProps) {
  const { goal } = part;
  // Days to look at it are suggested for every goal, so they are no reason to open.
  const hasPurpose = goal.parent !== null || goal.why !== '' || goal.actions.length > 0;
  return (
    <div className="goal-form">
      <WhoWhat {...part} />
      <hr />
      <HowMuch {...part} />
      <MoneyFields {...part} />
      <hr />
      <When {...part} />
      <details open={goal.guards.length > 0 || undefined}>
        <summary>
          Guardrails
          <span className="word">
            {' '}
            what must hold besides{goal.guards.length > 0 && ` (${goal.guards.length})`}
          </span>
        </summary>
        <Guards {...part} />
      </details>
      <details open={hasPurpose || undefined}>
        <summary>
          Purpose
          <span className="word"> title, larger goal, why, actions, check days</span>
        </summary>
        <Purpose {...part} goalId={goalId} />
      </details>
    </div>
  );
}
