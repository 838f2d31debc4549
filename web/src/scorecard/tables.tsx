import type { ScorecardCard, ScorecardDriver, ScorecardLine, ScorecardMember } from '../api/types';
import { StatusPill } from '../outlook/StatusPill';
import { type Column, DataTable } from '../ui/DataTable';
import { LinkButton } from '../ui/LinkButton';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { RangeMark } from './shapes';
import {
  amountText,
  driverTexts,
  folded,
  isOver,
  lineTexts,
  memberFoot,
  percentText,
  scoreText,
} from './words';

const or = (text: string | null, reason: string) => text ?? <NoData reason={reason} />;

/** A part of a target has no status: nobody set it. */
export function LineStatus({ line, card }: { line: ScorecardLine; card: ScorecardCard }) {
  if (line.kind === 'part')
    return <NoData reason="a part of a target has no status of its own; the target has" />;
  return <StatusPill status={line.status} over={isOver(line, card)} />;
}

export function LinesTable({ card }: { card: ScorecardCard }) {
  const columns: Column<ScorecardLine>[] = [
    {
      id: 'name',
      header: 'Target or goal',
      className: 'sticky',
      cell: (line) => (
        <>
          {lineTexts(line).name}
          <span className="word block">
            {lineTexts(line).days}
            {line.why && ` · ${line.why}`}
          </span>
        </>
      ),
    },
    {
      id: 'share',
      header: 'Weight',
      numeric: true,
      cell: (line) => or(lineTexts(line).share, line.why || 'it does not count in the score'),
    },
    {
      id: 'target',
      header: 'Target',
      numeric: true,
      cell: (line) => or(lineTexts(line).target, 'there is no value'),
    },
    {
      id: 'actual',
      header: 'Actual',
      numeric: true,
      cell: (line) => or(lineTexts(line).actual, 'nothing happened that it could be made of'),
    },
    {
      id: 'attainment',
      header: 'Attainment',
      numeric: true,
      cell: (line) => or(lineTexts(line).attainment, 'there is nothing that could be divided'),
    },
    {
      id: 'gap',
      header: 'Against target',
      numeric: true,
      cell: (line) => or(lineTexts(line).gap, 'there is no target or no actual'),
    },
    {
      id: 'pace',
      header: 'Pace',
      numeric: true,
      cell: (line) =>
        or(lineTexts(line).pace, isOver(line, card) ? 'its time is over' : 'it does not grow by the day'),
    },
    {
      id: 'finish',
      header: 'Finish',
      numeric: true,
      cell: (line) =>
        or(lineTexts(line).finish, isOver(line, card) ? 'its time is over' : 'nothing is foreseen of it'),
    },
    {
      id: 'chance',
      header: 'Chance',
      numeric: true,
      cell: (line) =>
        or(lineTexts(line).chance, isOver(line, card) ? 'its time is over' : 'no chance can be told'),
    },
    { id: 'status', header: 'Status', cell: (line) => <LineStatus line={line} card={card} /> },
  ];
  const [first, rest] = folded(card.lines);
  const key = (line: ScorecardLine) => line.key;
  return (
    <>
      <DataTable
        caption="What was asked for, and what came"
        columns={columns}
        rows={first}
        rowKey={key}
        stacked
      />
      {rest.length > 0 && (
        <details className="card-rest">
          <summary>{rest.length} goals that run on, and do not count yet</summary>
          <DataTable caption="Goals that run on" columns={columns} rows={rest} rowKey={key} stacked />
        </details>
      )}
    </>
  );
}

export function DriversTable({ card }: { card: ScorecardCard }) {
  const columns: Column<ScorecardDriver>[] = [
    { id: 'name', header: 'Driver', className: 'sticky', cell: (driver) => driver.name },
    {
      id: 'now',
      header: 'This period',
      numeric: true,
      cell: (driver) => or(driverTexts(driver).now, 'there was nothing to make it of'),
    },
    {
      id: 'usual',
      header: 'Own mean before',
      numeric: true,
      cell: (driver) => or(driverTexts(driver).usual, 'there is no history'),
    },
    { id: 'variation', header: 'Difference', cell: (driver) => driverTexts(driver).variation },
    {
      id: 'own',
      header: 'Twelve months',
      numeric: true,
      cell: (driver) => or(driverTexts(driver).own, 'there were no cases'),
    },
    {
      id: 'peers',
      header: 'Middle half of others',
      numeric: true,
      cell: (driver) => or(driverTexts(driver).peers, 'there are too few others, or they cannot be compared'),
    },
    {
      id: 'place',
      header: 'Place',
      cell: (driver) => (
        <>
          <RangeMark driver={driver} />
          <span className="word block">{driverTexts(driver).place}</span>
        </>
      ),
    },
  ];
  return (
    <DataTable
      caption="How the work behind it compares"
      columns={columns}
      rows={card.drivers}
      rowKey={(driver) => driver.key}
      stacked
    />
  );
}

export function MembersTable({ card }: { card: ScorecardCard }) {
  const { members } = card;
  if (!members) return null;
  const foot = memberFoot(members);
  const columns: Column<ScorecardMember>[] = [
    {
      id: 'name',
      header: 'Name',
      className: 'sticky',
      cell: ({ node }) => (
        <LinkButton
          to="/scorecard/$nodeId"
          params={{ nodeId: node.id }}
          search={{ period: card.period.id }}
          variant="subtle"
          size="compact-sm"
        >
          {node.name}
        </LinkButton>
      ),
    },
    {
      id: 'counted',
      header: `${members.name} that counted`,
      numeric: true,
      cell: (row) => or(amountText(row.counted, members), 'nothing counted'),
    },
    {
      id: 'target',
      header: 'Own target',
      numeric: true,
      cell: (row) => or(amountText(row.target, members), 'there is no target'),
    },
    {
      id: 'attainment',
      header: 'Attainment',
      numeric: true,
      cell: (row) => or(percentText(row.attainment), 'there is no target'),
    },
    {
      id: 'score',
      header: 'Score',
      numeric: true,
      cell: (row) => or(scoreText(row.score), 'nothing counts for a score'),
    },
    {
      id: 'status',
      header: 'Status',
      cell: (row) =>
        row.status === 'unknown' ? (
          <NoData reason="there is no target of his own that could have one" />
        ) : (
          <StatusPill status={row.status} over={row.over} />
        ),
    },
  ];
  return (
    <Section
      title="Whom does it come from?"
      hint="Each with what counted while he belonged to it; the rows sum to the total."
    >
      <DataTable
        caption="Whom the number comes from"
        columns={columns}
        rows={members.rows}
        rowKey={(row) => row.node.id}
        foot={foot.map(({ name, value }) => (
          <tr key={name} className={name === 'All of it' ? 'total' : undefined}>
            <th scope="row" className="sticky">
              {name}
            </th>
            <td className="numeric">{amountText(value, members)}</td>
            <td colSpan={4} />
          </tr>
        ))}
      />
    </Section>
  );
}
