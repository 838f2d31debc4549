import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Checkin, Checkins } from '../api/types';

/** Not among what changes with facts: an agenda stays as it was written, and no stream of events tells of a talk. */
const CHECKINS = 'check-ins';

const path = (id: string) => `/check-ins/${encodeURIComponent(id)}`;

export const checkinsQuery = queryOptions({
  queryKey: [CHECKINS],
  queryFn: ({ signal }) => api.get<Checkins>('/check-ins', undefined, signal),
  refetchOnWindowFocus: true,
});

export const checkinQuery = (id: string) =>
  queryOptions({
    queryKey: [CHECKINS, id],
    queryFn: ({ signal }) => api.get<Checkin>(path(id), undefined, signal),
    refetchOnWindowFocus: true,
  });

export function useOpen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (with_: string) => api.post<Checkin>('/check-ins', { with: with_ }),
    onSuccess: (made) => {
      client.setQueryData([CHECKINS, made.id], made);
      return client.invalidateQueries({ queryKey: [CHECKINS], exact: true });
    },
  });
}

export interface Change {
  method: 'post' | 'put' | 'remove';
  /** Below the check-in. */
  at: string;
  body?: Record<string, unknown>;
}

/** Changes a check-in; the answer is the whole of it. */
export function useChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, at, body }: Change) => api[method]<Checkin>(`${path(id)}/${at}`, body ?? {}),
    onSuccess: (changed) => {
      client.setQueryData([CHECKINS, id], changed);
      return client.invalidateQueries({ queryKey: [CHECKINS], exact: true });
    },
    // Somebody changed it in the meantime: the message says so, and the page shows what it is now.
    onError: () => client.invalidateQueries({ queryKey: [CHECKINS, id] }),
  });
}

export function useSettle() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: { id: string; revision: number; state: string; reason: string }) =>
      api.post<unknown>(`/commitments/${encodeURIComponent(asked.id)}/settle`, {
        revision: asked.revision,
        state: asked.state,
        reason: asked.reason,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: [CHECKINS] }),
  });
}

export function useRhythm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: { team: string; every: string; weekday: string }) =>
      api.put<unknown>(`/check-in-rhythms/${encodeURIComponent(asked.team)}`, {
        every: asked.every,
        weekday: asked.weekday,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: [CHECKINS] }),
  });
}

/** Lets who leads the reader now read what he and his former manager talked about. */
export function useShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (manager: string) =>
      api.put<unknown>(`/check-in-shares/${encodeURIComponent(manager)}`, undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: [CHECKINS] }),
  });
}
