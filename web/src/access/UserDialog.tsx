import { Modal, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/client';
import type { Role, User } from '../api/types';
import { peopleQuery } from '../org/queries';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { type UserDraft, useSaveUser } from './queries';
import { ROLES } from './session';

interface UserDialogProps {
  /** Null to add one. */
  user: User | null;
  onClose: () => void;
}

export function UserDialog({ user, onClose }: UserDialogProps) {
  const save = useSaveUser(user?.id ?? null);
  const people = useQuery(peopleQuery);
  const form = useForm<UserDraft>({
    initialValues: {
      email: user?.email ?? '',
      name: user?.name ?? '',
      role: user?.role ?? 'rep',
      person_id: user?.person_id ?? null,
      disabled: user?.disabled ?? false,
      password: '',
    },
    validate: {
      email: isNotEmpty('Write the email address'),
      name: isNotEmpty('Write the name'),
    },
  });
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        notify(user ? `${values.name} is changed.` : `${values.name} can sign in.`);
        onClose();
      },
      onError: (error) => {
        if (error instanceof ApiError) form.setErrors(error.fieldErrors());
      },
    }),
  );
  const choices = people.data?.items.map((node) => ({ value: node.source_id, label: node.name })) ?? [];
  return (
    <Modal opened onClose={onClose} title={user ? `Change ${user.name}` : 'Add a user'}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="Email"
            type="email"
            autoComplete="off"
            disabled={user !== null}
            description={user ? 'The address is the account and cannot change' : undefined}
            {...form.getInputProps('email')}
          />
          <Select
            label="Role"
            data={ROLES.map(({ value, label, description }) => ({
              value,
              label: `${label}: ${description}`,
            }))}
            {...form.getInputProps('role')}
            onChange={(value) => value && form.setFieldValue('role', value as Role)}
          />
          <Select
            label="Person"
            description="Whose numbers are “mine” for this account"
            placeholder="Nobody"
            searchable
            clearable
            allowDeselect
            clearButtonProps={{ 'aria-label': 'No person' }}
            data={choices}
            {...form.getInputProps('person_id')}
          />
          <PasswordInput
            label={user ? 'New password' : 'First password'}
            description={
              user
                ? 'Leave it empty to keep the old one'
                : 'Leave it empty when only sign-in links shall open the account'
            }
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          {user && (
            <Switch
              label="Disabled: cannot sign in, keeps the history"
              {...form.getInputProps('disabled', { type: 'checkbox' })}
            />
          )}
          <DialogEnd
            error={save.error}
            failed="Not saved"
            label="Save"
            pending={save.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
