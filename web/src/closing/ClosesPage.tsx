import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { AdminTabs } from '../access/AdminTabs';
import { Forbidden } from '../access/Forbidden';
import { canManage, useOrganisation, useSession } from '../access/session';
import type { Close } from '../api/types';
import { format } from '../format';
import { periodsQuery } from '../period/queries';
import { type Column, DataTable } from '../ui/DataTable';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { CloseDialog } from './CloseDialog';
import { closesQuery } from './queries';
import { ReopenDialog } from './ReopenDialog';

const CLOSABLE: readonly string[] = ['month', 'quarter', 'half', 'year'];

function columns(
  timeZone: string,
  last: string | undefined,
  reopen: (close: Close) => void,
): Column<Close>[] {
  return [
    {
      id: 'period',
      header: 'Period',
      className: 'sticky',
      cell: (row) => (
        <>
          {row.period.label}
          <span className="word block">{format.dayRange(row.period.start, row.period.end)}</span>
        </>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: (row) => <Pill>{row.state === 'closed' ? 'closed' : 'open again'}</Pill>,
    },
    { id: 'as_of', header: 'As known on', className: 'nowrap', cell: (row) => format.day(row.as_of) },
    {
      id: 'closed',
      header: 'Closed',
      cell: (row) => (
        <>
          {format.instant(row.closed_at, timeZone)} by {row.closed_by}
          {row.note && <span className="word block">“{row.note}”</span>}
          {row.reopened_at && (
            <span className="word block">
              opened again {format.instant(row.reopened_at, timeZone)} by {row.reopened_by}: “{row.reason}”
            </span>
          )}
        </>
      ),
    },
    {
      id: 'reopen',
      header: 'Change',
      cell: (row) =>
        row.id === last && (
          <Button size="compact-sm" variant="default" onClick={() => reopen(row)}>
            Open again<span className="sr-only"> {row.period.label}</span>
          </Button>
        ),
    },
  ];
}

export function ClosesPage() {
  const { user } = useSession();
  if (!canManage(user.role)) {
    return <Forbidden what="Closing periods is for revenue operations and administrators." />;
  }
  return <Closes />;
}

function Closes() {
  const { time_zone: timeZone } = useOrganisation();
  const query = useQuery(closesQuery);
  const periods = useQuery(periodsQuery(undefined));
  const [closing, setClosing] = useState(false);
  const [reopening, setReopening] = useState<Close | null>(null);
  // Only the last one can be opened: late changes of the others count in those after them.
  const last = query.data?.items.find((close) => close.state === 'closed')?.id;
  const shown = useMemo(() => columns(timeZone, last, setReopening), [timeZone, last]);
  const over = (periods.data?.items ?? []).filter((p) => p.status === 'closed' && CLOSABLE.includes(p.kind));
  return (
    <>
      <PageTitle title="Closed periods" />
      <p className="page-sub">
        The numbers of a closed period do not change. What becomes known later is named in the open one.
      </p>
      <AdminTabs />
      <Section
        title="What is closed?"
        actions={
          <Button size="xs" leftSection={<IconLock size={16} />} onClick={() => setClosing(true)}>
            Close a period
          </Button>
        }
      >
        <Loaded query={query} height={180}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="Nothing is closed">Close a month or a quarter when its numbers are final.</Empty>
            ) : (
              <DataTable
                caption="Closed periods"
                columns={shown}
                rows={page.items}
                rowKey={(row) => row.id}
              />
            )
          }
        </Loaded>
      </Section>
      {closing && <CloseDialog periods={over} onClose={() => setClosing(false)} />}
      {reopening && <ReopenDialog close={reopening} onClose={() => setReopening(null)} />}
    </>
  );
}
