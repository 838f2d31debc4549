import { Link } from '@tanstack/react-router';
import type { Goal } from '../../api/types';
import { format } from '../../format';
import { type Column, DataTable } from '../../ui/DataTable';
import { NoData } from '../../ui/NoData';
import { Section } from '../../ui/Section';

type Child = Goal['children'][number];

/** What the goal is a part of, and what is a part of it. */
export function Contribution({ goal }: { goal: Goal }) {
  const { unit, currency } = goal.standing;
  if (!goal.parent && goal.children.length === 0) return null;
  const columns: Column<Child>[] = [
    {
      id: 'title',
      header: 'Part',
      className: 'sticky',
      cell: (row) => (
        <span className="name-cell">
          <Link to="/goals/$goalId" params={{ goalId: row.id }} className="link">
            {row.title}
          </Link>
          <span className="word">{row.owner_node.name}</span>
        </span>
      ),
    },
    {
      id: 'value',
      header: 'Goal',
      numeric: true,
      cell: (row) =>
        row.contribution === null || row.value === null ? (
          <NoData reason="it is counted in something else" />
        ) : (
          format.amount(row.value, unit, currency)
        ),
    },
    {
      id: 'contribution',
      header: 'Share of this goal',
      numeric: true,
      cell: (row) =>
        row.contribution === null ? (
          <NoData reason="it is counted in something else, so it has no share" />
        ) : (
          format.percent(row.contribution)
        ),
    },
  ];
  const shares = goal.children.flatMap((child) =>
    child.contribution === null ? [] : Number(child.contribution),
  );
  return (
    <Section title="What is it a part of?">
      {goal.parent && (
        <p className="part-of">
          {goal.contribution === null ? 'It serves ' : `It is ${format.percent(goal.contribution, 1)} of `}
          <Link to="/goals/$goalId" params={{ goalId: goal.parent.id }}>
            {goal.parent.title}
          </Link>
          .
        </p>
      )}
      {goal.children.length > 0 && (
        <>
          <DataTable
            caption="Parts of this goal"
            columns={columns}
            rows={goal.children}
            rowKey={(row) => row.id}
          />
          {shares.length > 0 && (
            <p className="card-hint">
              Together they are {format.percent(shares.reduce((sum, share) => sum + share, 0))} of this goal.
            </p>
          )}
        </>
      )}
    </Section>
  );
}
