import { Button, Code, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { Role } from '../api/types';
import { DialogEnd } from '../ui/DialogEnd';
import { useCreateToken } from './queries';
import { ROLES, useSession } from './session';

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'Until it is revoked' },
];
const DAY_MS = 86_400_000;

/** A token never exceeds its user's role, so only lower ones are offered. */
function rolesUpTo(role: Role) {
  const from = ROLES.findIndex((item) => item.value === role);
  return ROLES.slice(from).map(({ value, label, description }) => ({
    value,
    label: `${label}: ${description}`,
  }));
}

export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { user } = useSession();
  const create = useCreateToken();
  const form = useForm({
    initialValues: { name: '', role: user.role, days: '90' },
    validate: { name: isNotEmpty('Write what the token is for') },
  });
  const submit = form.onSubmit((values) =>
    create.mutate({
      name: values.name.trim(),
      role: values.role,
      expires_at: values.days ? new Date(Date.now() + Number(values.days) * DAY_MS).toISOString() : null,
    }),
  );
  return (
    <Modal opened onClose={onClose} title="Make a token" closeOnClickOutside={!create.data}>
      {create.data ? (
        <Stack>
          <Text>This is the only time that the token is shown. Copy it now and keep it like a password.</Text>
          <Code block className="token">
            {create.data.token}
          </Code>
          <Group justify="flex-end">
            <CopyButton value={create.data.token}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                  onClick={copy}
                >
                  <span role="status">{copied ? 'Copied' : 'Copy the token'}</span>
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack>
            <TextInput
              label="Name"
              description="What it is for, for example “nightly import”"
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Select label="Role" data={rolesUpTo(user.role)} {...form.getInputProps('role')} />
            <Select label="Valid for" data={LIFETIMES} {...form.getInputProps('days')} />
            <DialogEnd
              error={create.error}
              failed="The token was not made"
              label="Make the token"
              pending={create.isPending}
              onClose={onClose}
            />
          </Stack>
        </form>
      )}
    </Modal>
  );
}
