import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { User } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { AdminTabs } from './AdminTabs';
import { Forbidden } from './Forbidden';
import { usersQuery } from './queries';
import { roleLabel, useSession } from './session';
import { UserDialog } from './UserDialog';

type Editing = User | 'new' | null;

function columns(timeZone: string, edit: (user: User) => void): Column<User>[] {
  return [
    { id: 'name', header: 'Name', className: 'sticky', cell: (row) => row.name },
    { id: 'email', header: 'Email', cell: (row) => row.email },
    { id: 'role', header: 'Role', cell: (row) => roleLabel(row.role) },
    {
      id: 'person',
      header: 'Person',
      cell: (row) =>
        row.person_id ?? <NoData reason="this account belongs to nobody in the organisation tree" />,
    },
    { id: 'state', header: 'State', cell: (row) => (row.disabled ? 'disabled' : 'active') },
    {
      id: 'seen',
      header: 'Last seen',
      className: 'nowrap',
      cell: (row) =>
        row.last_seen_at ? format.instant(row.last_seen_at, timeZone) : <NoData reason="never signed in" />,
    },
    {
      id: 'edit',
      header: 'Change',
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={() => edit(row)}>
          Edit<span className="sr-only"> {row.name}</span>
        </Button>
      ),
    },
  ];
}

export function UsersPage() {
  const { user, organisation } = useSession();
  const [editing, setEditing] = useState<Editing>(null);
  const query = useQuery({ ...usersQuery, enabled: user.role === 'admin' });
  const shown = useMemo(() => columns(organisation.time_zone, setEditing), [organisation.time_zone]);
  if (user.role !== 'admin') return <Forbidden what="Users are managed by administrators." />;
  return (
    <>
      <PageTitle title="Users" />
      <p className="page-sub">Who can see and do what?</p>
      <AdminTabs />
      <Section
        title="Who has an account?"
        hint="A sales person or a manager needs a person: it decides whose numbers they see."
        actions={
          <Button size="xs" leftSection={<IconUserPlus size={16} />} onClick={() => setEditing('new')}>
            Add a user
          </Button>
        }
      >
        <Loaded query={query} height={240}>
          {(page) => <DataTable caption="Users" columns={shown} rows={page.items} rowKey={(row) => row.id} />}
        </Loaded>
      </Section>
      {editing !== null && (
        <UserDialog
          key={editing === 'new' ? 'new' : editing.id}
          user={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
