import { Button } from '@mantine/core';
import type { ContestDetail, ContestRehearsal } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Tile } from '../ui/Tile';
import { barScale, barWidth, outWords } from './words';

const LEAST_CHANCE = 0.1;

interface RehearsalProps {
  contest: ContestDetail;
  rehearsal: ContestRehearsal;
  /** It can still be rehearsed again. */
  onAgain?: () => void;
  pending: boolean;
}

/** What the rules would have done in the past: shown before anybody can start them. */
export function RehearsalSection({ contest, rehearsal, onAgain, pending }: RehearsalProps) {
  const money = (amount: string) => format.amount(amount, 'money', contest.currency);
  return (
    <>
      {rehearsal.known && (
        <ul className="tiles four">
          <Tile label="It costs" value={money(rehearsal.mean)}>
            on average over {rehearsal.runs.length} periods, at most {money(rehearsal.largest)}
          </Tile>
          <Tile label="Have a real chance" value={format.percent(rehearsal.real)}>
            at least 1 in 10 to win something
          </Tile>
          <Tile label="Would have won once" value={`${rehearsal.won} of ${rehearsal.took_part}`}>
            the fifth that won most: {format.percent(rehearsal.top_fifth)} of the money; by lot{' '}
            {format.percent(rehearsal.by_lot)}
          </Tile>
          <Tile label="Excluded by guardrails" value={format.percent(rehearsal.breached)}>
            {contest.guards.length === 0 ? 'there are none' : 'of all parts in those periods'}
          </Tile>
        </ul>
      )}
      <Section
        title="Should this contest be held?"
        hint={
          contest.rehearsed_on
            ? `Rehearsed on ${format.day(contest.rehearsed_on)}, with the rules as they are.`
            : undefined
        }
        actions={
          onAgain && (
            <Button size="xs" variant="default" loading={pending} onClick={onAgain}>
              Rehearse again
            </Button>
          )
        }
      >
        <ul className="contest-findings">
          {rehearsal.findings.map((finding) => (
            <li key={finding.kind}>
              <Pill tone={finding.good ? 'good' : 'warn'}>{finding.good ? 'fine' : 'look at it'}</Pill>
              <span>{finding.text}</span>
            </li>
          ))}
        </ul>
      </Section>
      {rehearsal.known && <Odds contest={contest} rehearsal={rehearsal} />}
      <Runs contest={contest} rehearsal={rehearsal} />
    </>
  );
}

function Odds({ contest, rehearsal }: { contest: ContestDetail; rehearsal: ContestRehearsal }) {
  const scale = barScale(rehearsal.odds.map((one) => one.chance));
  const columns: Column<ContestRehearsal['odds'][number]>[] = [
    { id: 'person', header: 'Person', className: 'sticky', cell: (row) => row.person.name },
    {
      id: 'bar',
      header: 'Chance, marked at 1 in 10',
      className: 'bar-cell',
      cell: (row) => (
        <span className="contest-bar" aria-hidden="true">
          <span style={{ width: barWidth(row.chance, scale) }} />
          <span className="contest-mark" style={{ left: barWidth(LEAST_CHANCE, scale) }} />
        </span>
      ),
    },
    { id: 'chance', header: 'To win', numeric: true, cell: (row) => format.percent(row.chance) },
    {
      id: 'mean',
      header: 'On average',
      numeric: true,
      cell: (row) => format.amount(row.mean, 'money', contest.currency),
    },
  ];
  return (
    <Section
      title="Who has a chance?"
      hint={`The contest was held ${format.count(rehearsal.simulations)} times with what each one’s own past lets expect. Only those who hold it see this.`}
    >
      <DataTable
        caption="Chances to win"
        columns={columns}
        rows={rehearsal.odds}
        rowKey={(row) => row.person.id}
      />
      {rehearsal.not_part.length > 0 && (
        <details>
          <summary>
            {rehearsal.not_part.length} {rehearsal.not_part.length === 1 ? 'person takes' : 'people take'} no
            part
          </summary>
          <ul>
            {rehearsal.not_part.map((part) => (
              <li key={part.person.id}>
                {part.person.name}: {outWords(part.out)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function Runs({ contest, rehearsal }: { contest: ContestDetail; rehearsal: ContestRehearsal }) {
  const money = (amount: string) => format.amount(amount, 'money', contest.currency);
  const columns: Column<ContestRehearsal['runs'][number]>[] = [
    {
      id: 'days',
      header: 'Days',
      className: 'sticky',
      cell: (row) => format.dayRange(row.start, row.end),
    },
    {
      id: 'winners',
      header: 'Would have won',
      cell: (row) =>
        row.winners.length === 0 ? (
          <NoData reason={row.few ? 'too few could be compared' : 'nobody came to it'} />
        ) : (
          row.winners.map((win) => `${win.person.name} ${money(win.won)}`).join(', ')
        ),
    },
    { id: 'took', header: 'Took part', numeric: true, cell: (row) => format.count(row.took_part) },
    { id: 'out', header: 'Excluded', numeric: true, cell: (row) => format.count(row.excluded) },
    { id: 'paid', header: 'Cost', numeric: true, cell: (row) => money(row.paid) },
  ];
  if (rehearsal.runs.length === 0) return null;
  return (
    <Section title="Who would have won before?" hint="The rules as they are, on what happened.">
      <DataTable
        caption="The rules on the past"
        columns={columns}
        rows={rehearsal.runs}
        rowKey={(row) => row.start}
      />
    </Section>
  );
}
