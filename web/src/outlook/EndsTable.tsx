import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Ends } from '../api/types';
import type { Question } from '../attain/queries';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Loaded } from '../ui/states';
import { type EndRow, endRows } from './ends';
import { endsQuery } from './queries';
import type { Worth } from './words';

const UNKNOWN = 'there is too little history; its part is in the line of those left over';

function columns(worth: Worth): Column<EndRow>[] {
  const amount = (value: string | null) =>
    value === null ? <NoData reason={UNKNOWN} /> : format.amount(value, worth.unit, worth.currency);
  return [
    {
      id: 'name',
      header: 'Comes from',
      className: 'sticky',
      cell: (row) =>
        row.kind === 'whole' ? (
          <strong>{row.name}</strong>
        ) : row.nodeId === null ? (
          row.name
        ) : (
          <Link to="/n/$nodeId" params={{ nodeId: row.nodeId }}>
            {row.name}
          </Link>
        ),
    },
    { id: 'mean', header: 'Lands at', numeric: true, cell: (row) => amount(row.mean) },
    { id: 'actual', header: 'So far', numeric: true, cell: (row) => amount(row.actual) },
    { id: 'ahead', header: 'To come', numeric: true, cell: (row) => amount(row.ahead) },
    {
      id: 'share',
      header: 'Part',
      numeric: true,
      cell: (row) =>
        row.share === null ? <NoData reason="there is nothing to be a part of" /> : format.percent(row.share),
    },
  ];
}

/** Whom the end of a period comes from; read when somebody opens it. The lines sum to the node's own. */
export function EndsTable({ nodeId, view, worth }: { nodeId: string; view: Question; worth: Worth }) {
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({ ...endsQuery(nodeId, view), enabled: isOpen && view.period !== '' });
  return (
    <details className="ahead-below" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Whom is that expected of?</summary>
      {isOpen && (
        <Loaded query={query} height={120}>
          {(ends) => <Lines ends={ends} worth={worth} />}
        </Loaded>
      )}
    </details>
  );
}

function Lines({ ends, worth }: { ends: Ends; worth: Worth }) {
  if (ends.children.length === 0) {
    return (
      <p className="muted">
        It is not divided: nobody stands below it, more than 60 do, or it does not add up over them.
      </p>
    );
  }
  return (
    <DataTable
      caption="Whom the end comes from; the lines sum to the last one"
      columns={columns(worth)}
      rows={endRows(ends, ends.whole?.node?.name ?? 'All of it')}
      rowKey={(row) => row.key}
    />
  );
}
