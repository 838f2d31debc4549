import { useQuery } from '@tanstack/react-query';
import { useOrganisation } from '../access/session';
import { format } from '../format';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { BadgeIcon } from './BadgeIcon';
import { badgesQuery } from './queries';
import './recognition.css';

const SHOWN = 12;

/** What a person was recognised for; nothing where there is nothing yet. */
export default function PersonBadges({ person }: { person: string }) {
  const { time_zone: timeZone } = useOrganisation();
  const { data } = useQuery(badgesQuery(person));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title="What was achieved?" hint="Each is awarded once, with the numbers of the day.">
      <ul className="badges">
        {data.items.slice(0, SHOWN).map((badge) => (
          <li key={badge.id} className="badge">
            <BadgeIcon kind={badge.kind} />
            <div>
              <div className="badge-title">
                <a className="link" href={badge.link}>
                  {badge.title}
                </a>{' '}
                {badge.corrected_at && <Pill>since corrected</Pill>}
              </div>
              <div className="muted">
                {format.day(badge.day)}
                {badge.text && ` · ${badge.text}`}
                {badge.corrected_at &&
                  ` · Later data say otherwise since ${format.instant(badge.corrected_at, timeZone)}; only you are told.`}
              </div>
            </div>
          </li>
        ))}
      </ul>
      {data.items.length > SHOWN && (
        <p className="card-hint">And {format.count(data.items.length - SHOWN)} earlier.</p>
      )}
    </Section>
  );
}
