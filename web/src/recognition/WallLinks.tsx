import { Alert, Button, CopyButton, Select, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconDeviceTv } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useOrganisation, useSession } from '../access/session';
import { messageOf } from '../api/client';
import { format } from '../format';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { Section } from '../ui/Section';
import { notify } from '../ui/toast';
import { teamsQuery, useMakeWallKey, useRevokeWallKey, type WallKey, wallKeysQuery } from './queries';

function columns(timeZone: string, revoke: (key: WallKey) => void): Column<WallKey>[] {
  return [
    { id: 'name', header: 'Screen', className: 'sticky', cell: (row) => row.name },
    { id: 'node', header: 'Shows', cell: (row) => row.node.name },
    {
      id: 'used',
      header: 'Last seen',
      className: 'nowrap',
      cell: (row) =>
        row.last_used_at ? (
          format.instant(row.last_used_at, timeZone)
        ) : (
          <NoData reason="it was never opened" />
        ),
    },
    {
      id: 'revoke',
      header: 'Change',
      cell: (row) => (
        <Button size="compact-sm" variant="default" onClick={() => revoke(row)}>
          End<span className="sr-only"> {row.name}</span>
        </Button>
      ),
    },
  ];
}

/** Links for screens in a room: one team each, nothing to sign in with, ended at any time. */
export function WallLinks({ root }: { root: string }) {
  const { user } = useSession();
  const { name: company, time_zone: timeZone } = useOrganisation();
  const keys = useQuery(wallKeysQuery);
  const teams = useQuery(teamsQuery);
  const make = useMakeWallKey();
  const revoke = useRevokeWallKey();
  const [name, setName] = useState('');
  const [node, setNode] = useState<string | null>(null);
  const [ending, setEnding] = useState<WallKey | null>(null);
  const shown = useMemo(() => columns(timeZone, setEnding), [timeZone]);
  const choices = [
    ...(user.role === 'manager' ? [] : [{ value: root, label: company }]),
    ...(teams.data?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
  ];
  const chosen = node ?? choices[0]?.value ?? null;
  const link = make.data?.key ? `${window.location.origin}/wall#key=${make.data.key}` : '';
  return (
    <Section
      title="Put it on a screen?"
      hint="A screen shows the team as a whole, the highest bands and what was achieved: nobody’s target, amounts or place at the bottom."
      actions={
        chosen && (
          <Button
            size="xs"
            variant="default"
            component="a"
            href={`/wall?node=${encodeURIComponent(chosen)}`}
            leftSection={<IconDeviceTv size={16} />}
          >
            Look at the wall
          </Button>
        )
      }
    >
      <form
        className="wall-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen)
            make.mutate(
              { name: name.trim(), node: chosen },
              { onSuccess: () => setName(''), onError: (error) => notify(messageOf(error)) },
            );
        }}
      >
        <Select size="xs" label="Team" searchable value={chosen} onChange={setNode} data={choices} />
        <TextInput
          size="xs"
          label="Where the screen hangs"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={make.isPending} disabled={!chosen || name.trim() === ''}>
          Make a link
        </Button>
      </form>
      {link && (
        <Alert title="Open this on the screen; it is shown this once" mt="sm">
          <p className="wall-link">{link}</p>
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              >
                {copied ? 'Copied' : 'Copy the link'}
              </Button>
            )}
          </CopyButton>
        </Alert>
      )}
      {keys.data && keys.data.items.length > 0 && (
        <div className="wall-keys">
          <DataTable
            caption="Links of screens"
            columns={shown}
            rows={keys.data.items}
            rowKey={(row) => row.id}
          />
        </div>
      )}
      {ending && (
        <ConfirmDialog
          opened
          onClose={() => setEnding(null)}
          title={`End the link “${ending.name}”?`}
          confirm="End the link"
          keep="Keep it"
          onConfirm={() =>
            revoke.mutate(ending.id, {
              onSuccess: () => notify(`“${ending.name}” goes dark.`),
              onError: (error) => notify(messageOf(error)),
            })
          }
        >
          The screen goes dark within a minute. A link that ended cannot come back; make a new one.
        </ConfirmDialog>
      )}
    </Section>
  );
}
