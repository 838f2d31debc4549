import { Link } from '@tanstack/react-router';
import type { Goal, GuardStanding } from '../../api/types';
import { format } from '../../format';
import { type Column, DataTable } from '../../ui/DataTable';
import { NoData } from '../../ui/NoData';
import { Pill } from '../../ui/Pill';
import { Section } from '../../ui/Section';
import { demandText } from '../words';

/** What must hold besides: a goal that is reached with one of these broken is met with breach. */
export function Guardrails({ goal }: { goal: Goal }) {
  const currency = goal.standing.currency;
  const columns: Column<GuardStanding>[] = [
    {
      id: 'name',
      header: 'Guardrail',
      className: 'sticky',
      cell: (row) => (
        <Link to="/metrics/$metricId" params={{ metricId: row.metric }} className="link">
          {row.name}
        </Link>
      ),
    },
    {
      id: 'demand',
      header: 'Must be',
      cell: (row) => demandText(row, row.unit, row.unit === 'money' ? currency : null),
    },
    {
      id: 'actual',
      header: 'Is',
      numeric: true,
      cell: (row) =>
        row.actual === null ? (
          <NoData reason={row.text || 'there is nothing to measure it by yet'} />
        ) : (
          format.amount(row.actual, row.unit, row.unit === 'money' ? currency : null)
        ),
    },
    {
      id: 'holds',
      header: 'State',
      cell: (row) => {
        if (row.holds === null) return <Pill>No data</Pill>;
        return row.holds ? <Pill tone="good">Holds</Pill> : <Pill tone="bad">Broken</Pill>;
      },
    },
  ];
  return (
    <Section title="At what cost?" hint="A goal that is reached with a broken guardrail is met with breach.">
      <DataTable
        caption="Guardrails"
        columns={columns}
        rows={goal.guards}
        rowKey={(row) => `${row.metric}-${row.aim}-${row.value}`}
      />
    </Section>
  );
}
