import { Alert, Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { hasLength, isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ApiError, api, messageOf } from '../api/client';
import type { Session } from '../api/types';
import { useSearchState } from '../app/search';
import { PageTitle } from '../ui/PageTitle';
import { Loaded, Message } from '../ui/states';
import { OutsidePage } from './OutsidePage';
import { sessionQuery, setupQuery } from './session';

const PASSWORD_LENGTH = 10;

export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

export function SetupPage() {
  const query = useQuery(setupQuery);
  return (
    <OutsidePage>
      <Loaded query={query} height={560} level={1}>
        {(setup) =>
          setup.open ? (
            <SetupForm />
          ) : (
            <>
              <PageTitle title="Setup is closed" />
              <Message
                title="This server already has an administrator"
                level={2}
                action={
                  <Button component={Link} to="/login">
                    Sign in
                  </Button>
                }
              >
                Setup works once, on an empty server. Sign in, or ask the administrator for an account.
              </Message>
            </>
          )
        }
      </Loaded>
    </OutsidePage>
  );
}

function SetupForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchState();
  const form = useForm({
    initialValues: {
      token: search.token ?? '',
      organisation_name: '',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      currency: 'USD',
      name: '',
      email: '',
      password: '',
    },
    validate: {
      token: isNotEmpty('The token is in the log of the server, in the line with /setup'),
      organisation_name: isNotEmpty('Write the name of your organisation'),
      name: isNotEmpty('Write your name'),
      email: isNotEmpty('Write your email address'),
      password: hasLength({ min: PASSWORD_LENGTH }, `Take at least ${PASSWORD_LENGTH} characters`),
    },
  });
  const setUp = useMutation({
    mutationFn: (values: typeof form.values) => api.post<Session>('/setup', values),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', search: {} });
    },
    onError: (error) => {
      if (error instanceof ApiError) form.setErrors(error.fieldErrors());
    },
  });
  return (
    <>
      <PageTitle title="Set up Attain" />
      <p className="card-hint">
        One minute: your organisation, and you as its administrator. Data comes after.
      </p>
      <form onSubmit={form.onSubmit((values) => setUp.mutate(values))} noValidate>
        <Stack>
          {!search.token && (
            <TextInput
              label="Setup token"
              description="From the log of the server"
              {...form.getInputProps('token')}
            />
          )}
          <TextInput
            label="Organisation"
            autoComplete="organization"
            {...form.getInputProps('organisation_name')}
          />
          <Select label="Time zone" searchable data={timeZones()} {...form.getInputProps('time_zone')} />
          <Select
            label="Currency"
            description="All sums are in this currency; it cannot change later"
            searchable
            data={Intl.supportedValuesOf('currency')}
            {...form.getInputProps('currency')}
          />
          <TextInput label="Your name" autoComplete="name" {...form.getInputProps('name')} />
          <TextInput
            label="Your email"
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          {setUp.isError && (
            <Alert color="red" role="alert" title="Setup did not finish">
              {messageOf(setUp.error)}
            </Alert>
          )}
          <Button type="submit" loading={setUp.isPending}>
            Create the organisation
          </Button>
        </Stack>
      </form>
    </>
  );
}
