import { Button, Group, NativeSelect, Alert as Note, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useOrganisation } from '../access/session';
import { ApiError, messageOf } from '../api/client';
import type { AlertChannel, AlertPreferences } from '../api/types';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { preferencesQuery, useSavePreferences } from './queries';
import { CHANNELS } from './words';

/** How the reader wants to be told. */
export function PreferencesPage() {
  const query = useQuery(preferencesQuery);
  return (
    <>
      <PageTitle title="What I am told, and how" />
      <p className="page-sub">
        <Link to="/alerts">Back to the alerts</Link>
      </p>
      <Loaded query={query} height={320}>
        {(preferences) => <PreferencesForm preferences={preferences} />}
      </Loaded>
    </>
  );
}

function PreferencesForm({ preferences }: { preferences: AlertPreferences }) {
  const { time_zone: timeZone } = useOrganisation();
  const save = useSavePreferences();
  const form = useForm({
    initialValues: {
      channels: Object.fromEntries(preferences.kinds.map((k) => [k.kind, k.channel])) as Record<
        string,
        AlertChannel
      >,
      quiet_from: preferences.quiet_from,
      quiet_to: preferences.quiet_to,
      free_days: preferences.free_days,
      zone: preferences.zone,
      no_mail: preferences.no_mail,
    },
  });
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        form.resetDirty();
        notify('Saved.');
      },
      onError: (error) => {
        if (error instanceof ApiError) form.setErrors(error.fieldErrors());
        notify(messageOf(error));
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {!preferences.can_mail && (
          <Note title="This server sends no email yet" color="gray">
            Alerts stand on the page. What you choose here counts as soon as an administrator sets a mail
            server.
          </Note>
        )}
        <Section
          title="What do I want to be told?"
          hint="Everything but “Not at all” shows on the page, too."
        >
          <ul className="alert-kinds">
            {preferences.kinds.map((kind) => (
              <li key={kind.kind}>
                <NativeSelect
                  label={kind.name}
                  description={kind.what}
                  data={CHANNELS.map(({ value, label }) => ({ value, label }))}
                  {...form.getInputProps(`channels.${kind.kind}`)}
                />
              </li>
            ))}
          </ul>
        </Section>
        <Section
          title="When may an email come?"
          hint="However much happens, a few an hour at most: what comes on top is collected into one."
        >
          <Stack maw={520}>
            <Switch
              label="No email at all"
              description="Alerts stay on the page."
              {...form.getInputProps('no_mail', { type: 'checkbox' })}
            />
            <Group grow align="flex-start">
              <TextInput type="time" label="Quiet from" {...form.getInputProps('quiet_from')} />
              <TextInput type="time" label="until" {...form.getInputProps('quiet_to')} />
            </Group>
            <Switch
              label="On days off, too"
              description="Weekends and holidays of the organisation."
              {...form.getInputProps('free_days', { type: 'checkbox' })}
            />
            <TextInput
              label="My time zone"
              description={`Empty: ${timeZone}, as the organisation's`}
              placeholder="Europe/Brussels"
              {...form.getInputProps('zone')}
            />
          </Stack>
        </Section>
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
