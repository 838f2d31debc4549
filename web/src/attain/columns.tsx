import { Link } from '@tanstack/react-router';
import type { Figures } from '../api/types';
import { format } from '../format';
import { kindWord } from '../org/queries';
import { heldOf } from '../outlook/held';
import { StatusMark } from '../outlook/StatusMark';
import { isForeseen, NOT_FORESEEN } from '../outlook/words';
import type { Column } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { BulletBar } from './BulletBar';
import {
  ActualNumber,
  AttainmentNumber,
  GapNumber,
  isRankedOnly,
  noTargetReason,
  TargetNumber,
} from './numbers';

function NameCell({ figures, withKind }: { figures: Figures; withKind: boolean }) {
  return (
    <span className="name-cell">
      {isRankedOnly(figures) ? (
        <span>{figures.node.name}</span>
      ) : (
        <Link to="/n/$nodeId" params={{ nodeId: figures.node.id }} className="link">
          {figures.node.name}
        </Link>
      )}
      {withKind && <span className="word">{kindWord(figures.node.kind)}</span>}
    </span>
  );
}

function SizeBar({ figures, scale }: { figures: Figures; scale: number }) {
  const share = scale > 0 ? Math.max(0, Number(figures.actual ?? 0) / scale) : 0;
  return (
    <span className="hbar" aria-hidden="true">
      <span style={{ width: `${(share * 100).toFixed(2)}%` }} />
    </span>
  );
}

function PaceIndex({ figures }: { figures: Figures }) {
  const pace = figures.pace[0];
  if (!pace?.pace_index) {
    const reason =
      figures.target === null
        ? noTargetReason(figures)
        : 'nothing was expected yet, or the period has no end';
    return <NoData reason={reason} />;
  }
  return <span>{format.index(pace.pace_index)}</span>;
}

export function StatusCell({ figures }: { figures: Figures }) {
  const { outlook } = figures;
  if (outlook === null) return <NoData reason={noTargetReason(figures)} />;
  if (!isForeseen(outlook)) return <NoData reason={NOT_FORESEEN} />;
  return <StatusMark brief={outlook} held={heldOf(figures)} of={figures.node.name} />;
}

interface Options {
  nameHeader: string;
  /** The value at the right end of the bars. */
  scale: number;
  withRank?: boolean;
  /** Says "Team" or "Person" under the name, where both stand in one table. */
  withKind?: boolean;
  /** No row has a target: bars show the actual, and the columns about targets go. */
  plain?: boolean;
}

export function attainmentColumns({
  nameHeader,
  scale,
  withRank,
  withKind = false,
  plain,
}: Options): Column<Figures>[] {
  const name: Column<Figures> = {
    id: 'name',
    header: nameHeader,
    sortable: true,
    className: 'sticky',
    cell: (row) => <NameCell figures={row} withKind={withKind} />,
  };
  const rank: Column<Figures> = {
    id: 'rank',
    header: 'Rank',
    numeric: true,
    sortable: true,
    firstOrder: 'asc',
    className: 'narrow',
    cell: (row) =>
      row.rank === null ? <NoData reason="without a target there is no rank" /> : <span>{row.rank}</span>,
  };
  const actual: Column<Figures> = {
    id: 'actual',
    header: 'Actual',
    numeric: true,
    sortable: true,
    cell: (row) => <ActualNumber figures={row} />,
  };
  if (plain) {
    return [
      name,
      {
        id: 'size',
        header: 'Size',
        className: 'bar-cell',
        cell: (row) => <SizeBar figures={row} scale={scale} />,
      },
      actual,
    ];
  }
  return [
    name,
    ...(withRank ? [rank] : []),
    {
      id: 'attainment',
      header: 'Attainment',
      sortable: true,
      firstOrder: 'desc',
      className: 'bullet-cell',
      cell: (row) => (
        <span className="bullet-row">
          <BulletBar figures={row} scale={scale} />
          <span className="bullet-number">
            <AttainmentNumber figures={row} />
          </span>
        </span>
      ),
    },
    {
      id: 'chance',
      header: 'Status',
      sortable: true,
      firstOrder: 'asc',
      className: 'nowrap',
      cell: (row) => <StatusCell figures={row} />,
    },
    actual,
    {
      id: 'target',
      header: 'Target',
      numeric: true,
      sortable: true,
      cell: (row) => <TargetNumber figures={row} />,
    },
    { id: 'gap', header: 'Gap', numeric: true, sortable: true, cell: (row) => <GapNumber figures={row} /> },
    {
      id: 'pace',
      header: 'Pace index',
      numeric: true,
      className: 'wide-only',
      cell: (row) => <PaceIndex figures={row} />,
    },
  ];
}
