import { Link } from '@tanstack/react-router';
import type { Home, HomePerson } from '../api/types';
import { format } from '../format';
import { StatusMark } from '../outlook/StatusMark';
import type { Held } from '../outlook/words';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { Empty } from '../ui/states';
import { helpSentence, reasonText, stepOf } from './words';

/** Who needs help first, why, and the one thing to do next. */
export function PeopleSection({ home, most }: { home: Home; most?: number }) {
  const people = home.people.slice(0, most);
  const node = home.figures?.node.id;
  return (
    <Section
      title="Who needs help first?"
      hint={
        most === undefined ? 'By the chance of the target, then by what stands still.' : helpSentence(home)
      }
      actions={
        home.people_all > people.length && (
          <Link to="/act" search={{ under: node?.startsWith('team:') ? node : undefined }} className="link">
            All {format.count(home.people_all)}
          </Link>
        )
      }
    >
      {people.length === 0 ? (
        <Empty title="There is nobody to help">
          Nobody here has a target or sales in this period. Choose another period, or set the targets.
        </Empty>
      ) : (
        <DataTable
          caption="Who needs help first, with what"
          columns={columns(home)}
          rows={people}
          rowKey={(row) => row.node.id}
        />
      )}
    </Section>
  );
}

const heldOf = (row: HomePerson, over: boolean): Held => ({
  unit: 'money',
  currency: row.currency,
  aim: 'at_least',
  target: row.target,
  over,
});

function columns(home: Home): Column<HomePerson>[] {
  const over = home.period.status === 'closed';
  const unit = home.figures?.unit ?? 'money';
  const amount = (row: HomePerson, value: string) =>
    format.amount(value, unit, unit === 'money' ? row.currency : null, { compact: true });
  return [
    {
      id: 'name',
      header: 'Who',
      className: 'sticky',
      cell: (row) => (
        <>
          <Link to="/n/$nodeId" params={{ nodeId: row.node.id }}>
            {row.node.name}
          </Link>
          {row.reasons.length > 0 && (
            <span className="word block desk-why">
              {row.reasons
                .filter((reason) => reason !== 'behind' && reason !== 'at_risk')
                .map((reason) => reasonText(reason, row))
                .join('; ')}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'chance',
      header: 'Chance',
      cell: (row) =>
        row.target === null ? (
          <NoData reason="there is no target" />
        ) : (
          <StatusMark brief={row.outlook} held={{ ...heldOf(row, over), unit }} of={row.node.name} />
        ),
    },
    {
      id: 'gap',
      header: 'Missing',
      numeric: true,
      cell: (row) =>
        row.gap === null ? (
          <NoData reason="there is no target" />
        ) : Number(row.gap) <= 0 ? (
          'nothing'
        ) : (
          amount(row, row.gap)
        ),
    },
    {
      id: 'next',
      header: 'Do next',
      cell: (row) => {
        const step = stepOf(row);
        if (!step) return <NoData reason="nothing is needed" />;
        return (
          <Link to={step.to} params={{ nodeId: row.node.id }} className="link">
            {step.text}
            <span className="sr-only">: {row.node.name}</span>
          </Link>
        );
      },
    },
    {
      id: 'checkin',
      header: 'Check-in',
      className: 'nowrap',
      cell: (row) =>
        row.check_in === null ? (
          <NoData reason="no check-in of yours is planned" />
        ) : (
          format.dayShort(row.check_in)
        ),
    },
  ];
}
