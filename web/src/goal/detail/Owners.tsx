import { Link } from '@tanstack/react-router';
import type { Goal } from '../../api/types';
import { format } from '../../format';
import { type Column, DataTable } from '../../ui/DataTable';
import { NoData } from '../../ui/NoData';
import { Pill } from '../../ui/Pill';
import { Section } from '../../ui/Section';
import { ProgressBar } from '../GoalStatus';
import { RESULT_TONES, RESULTS } from '../words';

type Owner = Goal['standing']['owners'][number];

/** A goal that each person has for himself: how each of them stands. */
export function Owners({ goal }: { goal: Goal }) {
  const { owners, unit, currency } = goal.standing;
  const widest = Math.min(2, Math.max(1, ...owners.map((owner) => Number(owner.attainment ?? 0))));
  const columns: Column<Owner>[] = [
    {
      id: 'name',
      header: 'Person',
      className: 'sticky',
      cell: (row) => (
        <Link to="/n/$nodeId" params={{ nodeId: row.node.id }} className="link">
          {row.node.name}
        </Link>
      ),
    },
    {
      id: 'attainment',
      header: 'Attainment',
      className: 'bullet-cell',
      cell: (row) => {
        const share = row.attainment === null ? null : Number(row.attainment);
        const clip = (value: number) => Math.min(1, Math.max(0, value / widest));
        return (
          <span className="bullet-row">
            <ProgressBar
              bar={
                share === null
                  ? null
                  : { bar: clip(share), marker: null, full: widest > 1 ? 1 / widest : null }
              }
            />
            <span className="bullet-number">
              {share === null ? (
                <NoData reason="there is nothing to measure it by yet" />
              ) : (
                format.percent(share)
              )}
            </span>
          </span>
        );
      },
    },
    {
      id: 'actual',
      header: 'Actual',
      numeric: true,
      cell: (row) =>
        row.actual === null ? (
          <NoData reason="there is nothing to measure it by yet" />
        ) : (
          format.amount(row.actual, unit, currency)
        ),
    },
    {
      id: 'result',
      header: 'State',
      cell: (row) => <Pill tone={RESULT_TONES[row.result]}>{RESULTS[row.result]}</Pill>,
    },
  ];
  return (
    <Section title="How does each person stand?" hint="Each of them has this goal for himself.">
      <DataTable
        caption="How each person stands"
        columns={columns}
        rows={owners}
        rowKey={(row) => row.node.id}
      />
    </Section>
  );
}
