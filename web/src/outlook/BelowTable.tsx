import { Link } from '@tanstack/react-router';
import type { Course } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { type BelowRow, belowRows } from './below';
import type { Worth } from './words';

function columns(worth: Worth, months: number): Column<BelowRow>[] {
  const amount = (value: string) => format.amount(value, worth.unit, worth.currency);
  return [
    {
      id: 'name',
      header: 'Comes from',
      className: 'sticky',
      cell: (row) =>
        row.nodeId === null ? (
          row.kind === 'whole' ? (
            <strong>{row.name}</strong>
          ) : (
            row.name
          )
        ) : (
          <Link to="/n/$nodeId" params={{ nodeId: row.nodeId }}>
            {row.name}
          </Link>
        ),
    },
    { id: 'next', header: 'Next month', numeric: true, cell: (row) => amount(row.next) },
    { id: 'sum', header: `${months} months`, numeric: true, cell: (row) => amount(row.sum) },
    {
      id: 'share',
      header: 'Part',
      numeric: true,
      cell: (row) =>
        row.share === null ? <NoData reason="there is nothing to be a part of" /> : format.percent(row.share),
    },
  ];
}

/** Whom the forecast comes from; the lines sum to the node's own. */
export function BelowTable({ course, worth, name }: { course: Course; worth: Worth; name: string }) {
  if (course.below === null || course.below.children.length === 0) return null;
  return (
    <details className="ahead-below">
      <summary>Whom is that expected of?</summary>
      <DataTable
        caption="Whom the months ahead come from; the lines sum to the last one"
        columns={columns(worth, course.ahead.length)}
        rows={belowRows(course.below, name)}
        rowKey={(row) => row.key}
      />
    </details>
  );
}
