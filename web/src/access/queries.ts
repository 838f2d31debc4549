import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Organisation, Page, Role, Token, User } from '../api/types';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => api.get<Page<User>>('/users', { limit: 500 }, signal),
});

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => api.get<Page<Token>>('/tokens', undefined, signal),
});

export interface UserDraft {
  email: string;
  name: string;
  role: Role;
  person_id: string | null;
  disabled: boolean;
  password: string;
}

/** Adds a user, or changes the one with this id; an empty password leaves the old one. */
export function useSaveUser(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ email, password, disabled, ...rest }: UserDraft) =>
      id === null
        ? api.post<User>('/users', { ...rest, email, password })
        : api.patch<User>(`/users/${encodeURIComponent(id)}`, {
            ...rest,
            disabled,
            ...(password ? { password } : {}),
          }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: { name: string; role: Role; expires_at: string | null }) =>
      api.post<Token & { token: string }>('/tokens', draft),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.remove<void>(`/tokens/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

export type OrganisationChange = Partial<
  Pick<
    Organisation,
    | 'name'
    | 'time_zone'
    | 'fiscal_year_starts'
    | 'week_starts'
    | 'calendar'
    | 'working_days'
    | 'holidays'
    | 'published'
    | 'publish_ranking'
    | 'denominator'
  >
> & { today?: string | null };

export function useChangeOrganisation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: OrganisationChange) => api.patch<Organisation>('/organisation', change),
    // The calendar, the time zone and today are in every number.
    onSuccess: () => client.invalidateQueries(),
  });
}
