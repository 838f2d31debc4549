import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Forbidden } from '../access/Forbidden';
import { canManage, useOrganisation, useSession } from '../access/session';
import type { Batch } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { stateWord } from './batch';
import { importsQuery } from './queries';
import { UploadForm } from './UploadForm';

function columns(timeZone: string): Column<Batch>[] {
  return [
    {
      id: 'profile',
      header: 'Import',
      className: 'sticky',
      cell: (row) => (
        <Link to="/imports/$importId" params={{ importId: row.id }} className="link">
          {row.profile_name}
        </Link>
      ),
    },
    { id: 'state', header: 'State', cell: (row) => stateWord(row) },
    {
      id: 'started',
      header: 'Started',
      className: 'nowrap',
      cell: (row) => format.instant(row.started_at, timeZone),
    },
    { id: 'by', header: 'By', cell: (row) => row.by },
    { id: 'read', header: 'Rows', numeric: true, cell: (row) => format.count(row.rows_read) },
    { id: 'inserted', header: 'New', numeric: true, cell: (row) => format.count(row.inserted) },
    { id: 'corrected', header: 'Corrected', numeric: true, cell: (row) => format.count(row.corrected) },
    { id: 'unchanged', header: 'Unchanged', numeric: true, cell: (row) => format.count(row.unchanged) },
    { id: 'quarantined', header: 'Quarantined', numeric: true, cell: (row) => format.count(row.quarantined) },
  ];
}

export function ImportsPage() {
  const { user } = useSession();
  const { time_zone: timeZone } = useOrganisation();
  const query = useQuery({ ...importsQuery, enabled: canManage(user.role) });
  const shown = useMemo(() => columns(timeZone), [timeZone]);
  if (!canManage(user.role))
    return <Forbidden what="Imports are for revenue operations and administrators." />;
  return (
    <>
      <PageTitle title="Imports" />
      <p className="page-sub">Did the data arrive whole, and which rows failed, and why?</p>
      <Section title="What has been imported?">
        <Loaded query={query} height={260}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="Nothing has been imported yet">
                Choose a profile and its files below. A dry run shows what would happen and changes nothing.
              </Empty>
            ) : (
              <DataTable
                caption="Imports, newest first"
                columns={shown}
                rows={page.items}
                rowKey={(row) => row.id}
              />
            )
          }
        </Loaded>
      </Section>
      <UploadForm />
    </>
  );
}
