import { useQuery } from '@tanstack/react-query';
import { useOrganisation } from '../access/session';
import { format } from '../format';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import type { Plan } from './contract';
import { FairRows } from './FairRows';
import { fairnessQuery, planHistoryQuery } from './queries';
import { doneWords } from './words';

/** Who changed what, and when. */
export function HistorySection({ plan }: { plan: Plan }) {
  const query = useQuery(planHistoryQuery(plan.id, plan.version));
  const { time_zone } = useOrganisation();
  return (
    <Section title="Who changed what?" hint="The latest first. Nothing here can be changed afterwards.">
      <Loaded query={query} height={160}>
        {(history) =>
          history.items.length === 0 ? (
            <p className="muted">Nothing has happened yet.</p>
          ) : (
            <ol className="plan-history">
              {history.items.map((event) => (
                <li key={event.seq}>
                  <span className="plan-history-when">{format.instant(event.at, time_zone)}</span>
                  <span>
                    <strong>{event.by}</strong> {doneWords(event.what)}
                    {event.note && <q className="plan-note">{event.note}</q>}
                    {event.changes.length > 0 && (
                      <details>
                        <summary>
                          {event.changes_total === 1 ? 'one cell' : `${event.changes_total} cells`}
                        </summary>
                        <ul className="plan-changes">
                          {event.changes.slice(0, 100).map((change) => (
                            <li key={`${change.node.id} ${change.period}`}>
                              {change.node.name}, {change.period}: {change.from ?? 'no target'} →{' '}
                              {change.to ?? 'no target'}
                            </li>
                          ))}
                        </ul>
                      </details>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Section>
  );
}

const share = (value: string | null, why: string) =>
  value === null ? <NoData reason={why} /> : format.percent(value);

export function FairnessSection({ plan }: { plan: Plan }) {
  const query = useQuery(fairnessQuery(plan.id, plan.version));
  return (
    <Section
      title="Is it fair?"
      hint="How hard the targets are for those who carry them, and how attainment is spread."
    >
      <Loaded query={query} height={120}>
        {(fairness) => (
          <>
            <dl className="definitions">
              <div>
                <dt>Chance to reach it, hardest to easiest</dt>
                <dd>
                  {share(fairness.difficulty_min, 'There is too little history to say')} –{' '}
                  {share(fairness.difficulty_max, 'There is too little history to say')}
                </dd>
              </div>
              <div>
                <dt>Median attainment</dt>
                <dd>{share(fairness.median, 'Nobody has a target and an actual yet')}</dd>
              </div>
              <div>
                <dt>At or above target</dt>
                <dd>{share(fairness.at_or_above, 'Nobody has a target and an actual yet')}</dd>
              </div>
              <div>
                <dt>Below 70 %</dt>
                <dd>{share(fairness.below_70, 'Nobody has a target and an actual yet')}</dd>
              </div>
              <div>
                <dt>Gini coefficient</dt>
                <dd>
                  {fairness.gini === null ? (
                    <NoData reason="It needs five people with attainment" />
                  ) : (
                    format.index(fairness.gini)
                  )}
                </dd>
              </div>
            </dl>
            {fairness.texts.map((text) => (
              <p key={text} className="muted">
                {text}
              </p>
            ))}
            <FairRows rows={fairness.rows} />
          </>
        )}
      </Loaded>
    </Section>
  );
}
