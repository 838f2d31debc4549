import type { Goal } from '../../api/types';
import { useView } from '../../app/view';
import { format } from '../../format';
import { Section } from '../../ui/Section';

/** Why it is pursued, what will be done, and when it is looked at. */
export function Plan({ goal: { goal } }: { goal: Goal }) {
  const view = useView();
  if (goal.why === '' && goal.actions.length === 0 && goal.checks.length === 0 && goal.sentence === '')
    return null;
  return (
    <Section title="What is done for it?">
      <dl className="definitions">
        {goal.sentence !== '' && (
          <div>
            <dt>In the author’s words</dt>
            <dd>“{goal.sentence}”</dd>
          </div>
        )}
        {goal.why !== '' && (
          <div>
            <dt>Why</dt>
            <dd>{goal.why}</dd>
          </div>
        )}
        {goal.actions.length > 0 && (
          <div>
            <dt>Actions</dt>
            <dd>
              <ul className="plain-list">
                {goal.actions.map((action) => (
                  <li key={action}>{action}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {goal.checks.length > 0 && (
          <div>
            <dt>Looked at on</dt>
            <dd>
              {goal.checks.map((day, at) => (
                <span key={day} className={day <= view.asOf ? 'muted' : undefined}>
                  {at > 0 && ' · '}
                  {format.day(day)}
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </Section>
  );
}
