import type { ReactNode } from 'react';
import type { ContestDetail, ContestLine, ContestStanding } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Tile } from '../ui/Tile';
import { bandWords, barScale, barWidth, measureWords, missing, outWords, progressOf } from './words';

interface StandingProps {
  contest: ContestDetail;
  standing: ContestStanding;
}

/** How it stands: the own place first, then the first bands; who leads them sees all of his people. */
export function StandingSection({ contest, standing }: StandingProps) {
  const mine = standing.lines.find((line) => line.me);
  const rows = standing.lines.filter((line) => line.full);
  const others = rows.filter((line) => !line.me);
  return (
    <>
      {mine && <Mine contest={contest} standing={standing} line={mine} />}
      {standing.together && <Together contest={contest} standing={standing} />}
      {contest.today >= contest.start && contest.prize.to !== 'team' && (
        <Bands contest={contest} standing={standing} />
      )}
      {others.length > 0 && <People contest={contest} standing={standing} rows={rows} />}
    </>
  );
}

function Mine({ contest, standing, line }: StandingProps & { line: ContestLine }) {
  const amount = (value: string) => format.amount(value, contest.unit, contest.currency);
  const money = (value: string) => format.amount(value, 'money', contest.currency);
  if (line.out !== null) {
    return (
      <Section title="Where do I stand?">
        <p>You do not take part: {outWords(line.out)}. Only you and who leads you see this.</p>
      </Section>
    );
  }
  const begun = contest.today >= contest.start;
  const left = missing(line, contest);
  const progress = progressOf(line, contest);
  return (
    <>
      {line.breaches.length > 0 && (
        <Section title="Why am I excluded?">
          <ul className="contest-findings">
            {line.breaches.map((breach) => (
              <li key={breach.metric}>
                <Pill tone="warn">guardrail</Pill>
                <span>
                  {breach.metric_name} is {format.amount(breach.actual, breach.unit, contest.currency)}.{' '}
                  {standing.final
                    ? 'So you could not win.'
                    : 'While it is, you cannot win; when it is within the limit again, you can.'}{' '}
                  Only you and who leads you see this.
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <ul className="tiles four">
        <Tile
          label="My place"
          value={line.band === null ? <NoData reason={whyNoBand(line, begun)} /> : bandWords(line.band)}
        >
          {line.band === null ? whyNoBand(line, begun) : `of ${standing.took_part} people who take part`}
        </Tile>
        <Tile
          label={standing.final ? 'I came to' : 'So far'}
          value={progress === null ? <NoData reason="no working day is over" /> : format.percent(progress)}
        >
          {measureWords(contest.measure)}
          {standing.final ? '' : ', for the working days that are over'}
        </Tile>
        <Tile
          label="To the next band"
          value={
            line.needed === null ? <NoData reason={whyNothingNeeded(line, standing)} /> : amount(line.needed)
          }
        >
          {line.needed === null
            ? whyNothingNeeded(line, standing)
            : 'more, while the others stay as they are'}
        </Tile>
        <Tile
          label={standing.final ? 'I won' : 'If it ended today'}
          value={line.won === null || Number(line.won) === 0 ? money('0') : money(line.won)}
        >
          {left ? `${amount(String(left.value))} are missing to the threshold` : 'by the rules above'}
        </Tile>
      </ul>
    </>
  );
}

function whyNoBand(line: ContestLine, begun: boolean): string {
  if (!begun) return 'it has not begun';
  return line.breaches.length > 0 ? 'a guardrail is broken' : 'no working day is over';
}

function whyNothingNeeded(line: ContestLine, standing: ContestStanding): string {
  if (standing.final) return 'it is over';
  if (line.band === 1) return 'nobody is ahead by more than luck';
  return 'there is no band to come to yet';
}

function Together({ contest, standing }: StandingProps) {
  const together = standing.together;
  if (!together) return null;
  const scale = barScale([together.attainment, contest.prize.threshold]);
  const amount = (value: string) => format.amount(value, contest.unit, contest.currency);
  return (
    <Section
      title="Do we reach it together?"
      hint={
        together.value !== null && together.reference !== null
          ? `${amount(together.value)} of ${amount(together.reference)}, without those who are excluded.`
          : 'All who take part, without those who are excluded.'
      }
    >
      <p>
        <strong>
          {together.attainment === null ? (
            <NoData reason="nobody is held to anything" />
          ) : (
            format.percent(together.attainment)
          )}
        </strong>{' '}
        {measureWords(contest.measure)} of all days; {format.percent(contest.prize.threshold)} is the goal.{' '}
        {together.reached ? <Pill tone="good">reached</Pill> : <Pill>not yet</Pill>}
      </p>
      <span className="contest-bar" aria-hidden="true">
        <span style={{ width: barWidth(together.attainment, scale) }} />
        <span className="contest-mark" style={{ left: barWidth(contest.prize.threshold, scale) }} />
      </span>
    </Section>
  );
}

function Bands({ contest, standing }: StandingProps) {
  const names = (band: number): ReactNode => {
    const known = standing.lines
      .filter((line) => line.band === band)
      .map((line) => (line.me ? 'you' : line.person.name));
    const people = standing.bands.find((one) => one.band === band)?.people ?? 0;
    if (known.length === people) return known.join(', ');
    return `${known.length > 0 ? `${known.join(', ')} and ` : ''}${people - known.length} whose names are not shown`;
  };
  return (
    <Section
      title={standing.final ? 'Who was ahead?' : 'Who is ahead?'}
      hint={`People whose difference is within the usual ups and downs share a band.${standing.paid === null ? ' The lower half is not listed.' : ''}`}
    >
      {standing.bands.length === 0 ? (
        <p className="muted">Nobody stands anywhere yet.</p>
      ) : (
        <ol className="contest-bands">
          {standing.bands.map(({ band }) => (
            <li key={band}>
              <span>{bandWords(band)}</span>
              <span>{names(band)}</span>
            </li>
          ))}
        </ol>
      )}
      {standing.few && <p className="muted">Too few take part; nobody wins.</p>}
      <p className="muted">
        {standing.winners === 0
          ? 'Nobody wins'
          : `${format.count(standing.winners)} ${standing.winners === 1 ? 'person wins' : 'people win'}`}
        {standing.final ? '.' : ' if it ends as it is today.'} As of {format.day(standing.as_of)}.
        {contest.state === 'ended' && ' What became known later changes nothing.'}
      </p>
    </Section>
  );
}

/** All of one's people, for who leads them. */
function People({ contest, standing, rows }: StandingProps & { rows: ContestLine[] }) {
  const amount = (value: string) => format.amount(value, contest.unit, contest.currency);
  const scale = barScale(rows.map((row) => progressOf(row, contest)));
  const none = (row: ContestLine) =>
    row.out !== null
      ? outWords(row.out)
      : row.breaches.length > 0
        ? 'excluded by a guardrail'
        : 'no working day is over';
  const columns: Column<ContestLine>[] = [
    { id: 'person', header: 'Person', className: 'sticky', cell: (row) => row.person.name },
    {
      id: 'band',
      header: 'Band',
      numeric: true,
      cell: (row) => (row.band === null ? <NoData reason={none(row)} /> : row.band),
    },
    {
      id: 'bar',
      header: 'Marked at 100%',
      className: 'bar-cell',
      cell: (row) =>
        progressOf(row, contest) !== null && (
          <span className="contest-bar" aria-hidden="true">
            <span style={{ width: barWidth(progressOf(row, contest), scale) }} />
            <span className="contest-mark" style={{ left: barWidth(1, scale) }} />
          </span>
        ),
    },
    {
      id: 'progress',
      header: standing.final ? 'Came to' : 'So far',
      numeric: true,
      cell: (row) => {
        const progress = progressOf(row, contest);
        return progress === null ? <NoData reason={none(row)} /> : format.percent(progress);
      },
    },
    {
      id: 'value',
      header: contest.metric_name,
      numeric: true,
      cell: (row) => (row.value === null ? <NoData reason={none(row)} /> : amount(row.value)),
    },
    {
      id: 'won',
      header: standing.final ? 'Won' : 'Today wins',
      numeric: true,
      cell: (row) =>
        row.won === null || Number(row.won) === 0 ? (
          <NoData reason="nothing" />
        ) : (
          format.amount(row.won, 'money', contest.currency)
        ),
    },
    {
      id: 'note',
      header: 'Note',
      cell: (row) => {
        if (row.out !== null) return outWords(row.out);
        return row.breaches
          .map(
            (one) => `${one.metric_name} ${format.amount(one.actual, one.unit, contest.currency)}: excluded`,
          )
          .join(', ');
      },
    },
  ];
  return (
    <Section
      title="How do all of them stand?"
      hint={`Everybody sees himself and those whom he leads. ${standing.final ? 'Part' : 'Part so far'} ${measureWords(contest.measure)}${standing.paid === null ? '' : `; ${format.amount(standing.paid, 'money', contest.currency)} in prizes${standing.final ? '' : ' if it ended today'}`}.`}
    >
      <DataTable
        caption="Everybody in the contest whom you lead"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.person.id}
        stacked
      />
    </Section>
  );
}
