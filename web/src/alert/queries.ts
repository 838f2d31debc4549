import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { AlertPage, AlertPreferences, AlertPreferencesDraft, MailState } from '../api/types';

/** The first part of the key of all queries about alerts: the server tells when there are new ones. */
export const ALERTS = 'alerts';

/** Another server of the same database cannot tell this page; so it asks now and then. */
const EVERY_MS = 60_000;

export const bellQuery = queryOptions({
  queryKey: [ALERTS, 'bell'],
  queryFn: ({ signal }) => api.get<AlertPage>('/alerts', { limit: 1, unseen: true }, signal),
  refetchInterval: EVERY_MS,
});

export const alertsQuery = (unseen: boolean) =>
  infiniteQueryOptions({
    queryKey: [ALERTS, 'list', unseen],
    queryFn: ({ signal, pageParam }) =>
      api.get<AlertPage>('/alerts', { limit: 50, unseen: unseen || undefined, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

export const preferencesQuery = queryOptions({
  queryKey: [ALERTS, 'preferences'],
  queryFn: ({ signal }) => api.get<AlertPreferences>('/alerts/preferences', undefined, signal),
});

export const mailQuery = queryOptions({
  queryKey: [ALERTS, 'mail'],
  queryFn: ({ signal }) => api.get<MailState>('/mail', undefined, signal),
  refetchInterval: EVERY_MS / 4,
});

/** Notes that alerts were seen; all of them without ids. */
export function useSee() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[] | undefined) => api.post<void>('/alerts/seen', ids ? { ids } : {}),
    onSuccess: () => client.invalidateQueries({ queryKey: [ALERTS] }),
  });
}

export function useSavePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: AlertPreferencesDraft) => api.put<AlertPreferences>('/alerts/preferences', draft),
    onSuccess: (saved) => client.setQueryData(preferencesQuery.queryKey, saved),
  });
}

export function useTestMail() {
  return useMutation({ mutationFn: () => api.post<void>('/mail/test', undefined) });
}

export function useUnsubscribe() {
  return useMutation({
    mutationFn: (token: string) =>
      api.post<void>(`/mail/unsubscribe?token=${encodeURIComponent(token)}`, undefined),
  });
}
