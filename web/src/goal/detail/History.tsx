import { useMemo } from 'react';
import { useOrganisation } from '../../access/session';
import type { Goal } from '../../api/types';
import { format } from '../../format';
import { Section } from '../../ui/Section';
import { TableScroll } from '../../ui/TableScroll';
import { type Entry, historyOf } from '../changes';

/** Who changed what, and when; the latest first. */
export function History({ goal }: { goal: Goal }) {
  const { time_zone } = useOrganisation();
  const entries = useMemo(() => historyOf(goal), [goal]);
  if (entries.length === 0) return null;
  return (
    <Section title="Who changed what?" hint="Versions are added, never overwritten.">
      <TableScroll label="History of the goal">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={`${entry.event.at}-${entry.event.what}`} entry={entry} timeZone={time_zone} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  );
}

function EntryRow({ entry: { event, changes, version }, timeZone }: { entry: Entry; timeZone: string }) {
  return (
    <tr>
      <th scope="row" className="nowrap">
        {format.instant(event.at, timeZone)}
      </th>
      <td className="nowrap">{event.by}</td>
      <td>
        {event.what}
        {changes.map((change) => (
          <span key={change.field} className="word block">
            {change.field}: {change.from} → {change.to}
          </span>
        ))}
        {version?.effective_on && (
          <span className="word block">counts from {format.day(version.effective_on)}</span>
        )}
      </td>
      <td>{event.note || '–'}</td>
    </tr>
  );
}
