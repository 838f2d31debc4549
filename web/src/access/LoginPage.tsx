import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { ApiError, api, messageOf } from '../api/client';
import type { Session } from '../api/types';
import { useSearchState } from '../app/search';
import { PageTitle } from '../ui/PageTitle';
import { OutsidePage } from './OutsidePage';
import { safeNext } from './safeNext';
import { sessionQuery } from './session';

export function LoginPage() {
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const [search] = useSearchState();
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: isNotEmpty('Write your email address'), password: isNotEmpty('Write your password') },
  });
  const signIn = useMutation({
    mutationFn: (values: typeof form.values) => api.post<Session>('/session', values),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      const next = safeNext(search.next);
      if (next === '/') await navigate({ to: '/', search: {} });
      else router.history.push(next);
    },
  });
  const wait = signIn.error instanceof ApiError ? signIn.error.retryAfter : null;

  return (
    <OutsidePage>
      <PageTitle title="Sign in" />
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack>
          <TextInput label="Email" type="email" autoComplete="username" {...form.getInputProps('email')} />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            {...form.getInputProps('password')}
          />
          {signIn.isError && (
            <Alert color="red" role="alert" title="You are not signed in">
              {messageOf(signIn.error)}
              {wait !== null && ` Try again in ${wait} seconds.`}
            </Alert>
          )}
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
      <p className="card-hint">
        No account, or the password is lost? An administrator of this server can help.
      </p>
    </OutsidePage>
  );
}
