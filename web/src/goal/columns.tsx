import { IconChevronDown, IconChevronRight, IconFlag } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Goal } from '../api/types';
import { format } from '../format';
import type { Column } from '../ui/DataTable';
import { Filling } from '../ui/Filling';
import { NoData } from '../ui/NoData';
import { goalBar } from './bar';
import { GoalStatus, ProgressBar, ProgressNumber, progressNote } from './GoalStatus';
import type { GoalRow } from './tree';
import { goalDemand, lastDay } from './words';

interface Options {
  asOf: string;
  closed?: ReadonlySet<string>;
  toggle?: (id: string) => void;
  /** Where every goal has one owner, his name is only noise. */
  withoutOwner?: boolean;
}

export function goalColumns({ asOf, closed, toggle, withoutOwner = false }: Options): Column<GoalRow>[] {
  return [
    {
      id: 'title',
      header: 'Goal',
      className: 'sticky goal-name-cell',
      cell: (row) => (
        <span className="goal-name" style={{ paddingLeft: row.depth * 22 }}>
          {toggle && <Toggle row={row} isClosed={closed?.has(row.goal.id) ?? false} toggle={toggle} />}
          <span className="goal-words">
            <Link to="/goals/$goalId" params={{ goalId: row.goal.id }} className="link">
              {titleOf(row.goal)}
            </Link>
            {!withoutOwner && <span className="word">{ownerText(row.goal)}</span>}
            {row.goal.flags.map((flag) => (
              <span key={flag} className="flag">
                <IconFlag size={13} aria-hidden="true" /> {flag}
              </span>
            ))}
          </span>
        </span>
      ),
    },
    {
      id: 'progress',
      header: 'Progress',
      className: 'bullet-cell',
      cell: ({ goal }) => {
        const bar = goalBar(goal, asOf);
        return (
          <span className="bullet-row">
            <ProgressBar bar={bar} />
            <span className="bullet-number" title={bar ? progressNote(bar) : undefined}>
              <ProgressNumber goal={goal} bar={bar} />
            </span>
          </span>
        );
      },
    },
    {
      id: 'actual',
      header: 'Actual',
      numeric: true,
      cell: ({ goal }) =>
        goal.standing.actual === null && goal.standing.filling !== null ? (
          <Filling share={goal.standing.filling} />
        ) : goal.standing.actual === null ? (
          <NoData reason={goal.standing.text || 'there is nothing to measure it by yet'} />
        ) : (
          format.amount(goal.standing.actual, goal.standing.unit, goal.standing.currency)
        ),
    },
    {
      id: 'demand',
      header: 'Goal is',
      cell: ({ goal }) => (
        <span className="goal-demand">
          {goalDemand(goal.goal, goal.metric_view, goal.standing.currency)}
          <span className="word">
            {goal.metric_view.name.toLowerCase()}
            {goal.goal.end !== '' && (
              <>
                , <span className="nowrap">until {format.day(lastDay(goal.goal.end))}</span>
              </>
            )}
          </span>
        </span>
      ),
    },
    {
      id: 'part',
      header: 'Part',
      numeric: true,
      className: 'wide-only',
      cell: ({ goal }) =>
        goal.contribution === null ? (
          <NoData
            reason={goal.parent ? 'it is counted in something else than its parent' : 'it has no parent'}
          />
        ) : (
          <span title={goal.parent ? `of ${goal.parent.title}` : undefined}>
            {format.percent(goal.contribution)}
          </span>
        ),
    },
    {
      id: 'status',
      header: 'Status',
      className: 'nowrap',
      cell: ({ goal }) => <GoalStatus goal={goal} of={titleOf(goal)} />,
    },
  ];
}

export function titleOf(goal: Goal): string {
  return goal.goal.title || goal.readback || goal.metric_view.name;
}

export function ownerText(goal: Goal): string {
  return goal.goal.each_owner ? `each person of ${goal.owner_node.name}` : goal.owner_node.name;
}

interface ToggleProps {
  row: GoalRow;
  isClosed: boolean;
  toggle: (id: string) => void;
}

function Toggle({ row, isClosed, toggle }: ToggleProps) {
  if (row.below === 0) return <span className="goal-toggle" aria-hidden="true" />;
  const Icon = isClosed ? IconChevronRight : IconChevronDown;
  const parts = `${format.count(row.below)} ${row.below === 1 ? 'part' : 'parts'} of ${titleOf(row.goal)}`;
  return (
    <button
      type="button"
      className="goal-toggle"
      aria-expanded={!isClosed}
      aria-label={parts}
      onClick={() => toggle(row.goal.id)}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}
