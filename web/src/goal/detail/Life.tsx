import { IconCheck } from '@tabler/icons-react';
import { useOrganisation } from '../../access/session';
import type { Goal } from '../../api/types';
import { format } from '../../format';
import { Section } from '../../ui/Section';
import { lifeOf } from '../moves';
import { STATES } from '../words';

/** Where the goal is in its life, and who has said yes to it. */
export function Life({ goal }: { goal: Goal }) {
  const { time_zone } = useOrganisation();
  return (
    <Section title="Who has agreed to it?" hint="Accepted by its owner, approved by the manager above.">
      {goal.state === 'withdrawn' ? (
        <p>It was withdrawn; the history below says why.</p>
      ) : (
        <ol className="life">
          {lifeOf(goal.state).map((station) => (
            <li
              key={station.state}
              data-past={station.isPast || undefined}
              aria-current={station.isNow ? 'step' : undefined}
            >
              {station.isPast && <IconCheck size={14} aria-hidden="true" />}
              {STATES[station.state]}
            </li>
          ))}
        </ol>
      )}
      {goal.approvals.length === 0 ? (
        <p className="card-hint">Nobody has accepted or approved it yet.</p>
      ) : (
        <ul className="approvals">
          {goal.approvals.map((approval) => (
            <li key={`${approval.by}-${approval.at}`}>
              <strong>{approval.by}</strong> ({approval.role}) {approval.verdict} it on{' '}
              {format.instant(approval.at, time_zone)}
              {approval.note && <> · “{approval.note}”</>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
