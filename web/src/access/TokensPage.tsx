import { Button, Code } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { messageOf } from '../api/client';
import type { Token } from '../api/types';
import { format } from '../format';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { AdminTabs } from './AdminTabs';
import { tokensQuery, useRevokeToken } from './queries';
import { roleLabel, useOrganisation } from './session';
import { TokenDialog } from './TokenDialog';

function columns(timeZone: string, revoke: (token: Token) => void): Column<Token>[] {
  return [
    { id: 'name', header: 'Name', className: 'sticky', cell: (row) => row.name },
    { id: 'role', header: 'Role', cell: (row) => roleLabel(row.role) },
    {
      id: 'created',
      header: 'Made',
      className: 'nowrap',
      cell: (row) => format.instant(row.created_at, timeZone),
    },
    {
      id: 'expires',
      header: 'Ends',
      className: 'nowrap',
      cell: (row) => (row.expires_at ? format.instant(row.expires_at, timeZone) : 'never'),
    },
    {
      id: 'used',
      header: 'Last used',
      className: 'nowrap',
      cell: (row) =>
        row.last_used_at ? format.instant(row.last_used_at, timeZone) : <NoData reason="never used" />,
    },
    {
      id: 'revoke',
      header: 'Change',
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={() => revoke(row)}>
          Revoke<span className="sr-only"> {row.name}</span>
        </Button>
      ),
    },
  ];
}

export function TokensPage() {
  const { time_zone: timeZone } = useOrganisation();
  const [adding, setAdding] = useState(false);
  const query = useQuery(tokensQuery);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useRevokeToken();
  const shown = useMemo(() => columns(timeZone, setRevoking), [timeZone]);
  const confirmed = (token: Token) =>
    revoke.mutate(token.id, {
      onSuccess: () => notify(`“${token.name}” is revoked.`),
      onError: (error) => notify(messageOf(error)),
    });
  return (
    <>
      <PageTitle title="Access tokens" />
      <p className="page-sub">For scripts and other systems that talk to Attain in your name.</p>
      <AdminTabs />
      <Section
        title="Which tokens are in use?"
        hint={
          <>
            A program sends it as <Code>Authorization: Bearer attain_…</Code>
          </>
        }
        actions={
          <Button size="xs" leftSection={<IconKey size={16} />} onClick={() => setAdding(true)}>
            Make a token
          </Button>
        }
      >
        <Loaded query={query} height={180}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="There are no tokens">
                Make one when a script or another system needs to read or write.
              </Empty>
            ) : (
              <DataTable caption="Access tokens" columns={shown} rows={page.items} rowKey={(row) => row.id} />
            )
          }
        </Loaded>
      </Section>
      {revoking && (
        <ConfirmDialog
          opened
          onClose={() => setRevoking(null)}
          title={`Revoke “${revoking.name}”?`}
          confirm="Revoke the token"
          keep="Keep it"
          onConfirm={() => confirmed(revoking)}
        >
          Whatever uses this token is refused from now on. A revoked token cannot come back.
        </ConfirmDialog>
      )}
      {adding && <TokenDialog onClose={() => setAdding(false)} />}
    </>
  );
}
