import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api/client';
import type { Organisation, Role, Session } from '../api/types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get<Session>('/session', undefined, signal),
  staleTime: 5 * 60_000,
  retry: false,
});

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => api.get<{ open: boolean }>('/setup', undefined, signal),
});

/** Only for pages behind the sign-in: their route has loaded the session before they render. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function useOrganisation(): Organisation {
  return useSession().organisation;
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.remove('/session');
    client.clear();
    await navigate({ to: '/login', search: {} });
  };
}

export const ROLES: { value: Role; label: string; description: string }[] = [
  { value: 'admin', label: 'Administrator', description: 'Everything, with users and settings' },
  { value: 'revops', label: 'Revenue operations', description: 'All numbers, targets and imports' },
  { value: 'manager', label: 'Manager', description: 'The own team and everybody in it' },
  { value: 'rep', label: 'Sales person', description: 'The own numbers, and what is published' },
  { value: 'viewer', label: 'Viewer', description: 'Reads what is published, changes nothing' },
];

export function roleLabel(role: Role): string {
  return ROLES.find((item) => item.value === role)?.label ?? role;
}

/** Targets, imports and the organisation are for these two. */
export function canManage(role: Role): boolean {
  return role === 'admin' || role === 'revops';
}
