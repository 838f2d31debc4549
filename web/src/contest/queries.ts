import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Contest, ContestCheck, ContestDetail, ContestText, Page } from '../api/types';

const key = [FACTS, 'contests'];
const path = (id: string) => `/contests/${encodeURIComponent(id)}`;

export const contestsQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<Page<Contest>>('/contests', undefined, signal),
});

export const contestQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, id],
    queryFn: ({ signal }) => api.get<ContestDetail>(path(id), undefined, signal),
  });

export const checkQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, id, 'check'],
    queryFn: ({ signal }) => api.get<ContestCheck>(`${path(id)}/check`, undefined, signal),
    enabled: false,
  });

/** A new contest, or the next revision of one. */
export function useSaveContest(old?: { id: string; revision: number }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ContestText) =>
      old
        ? api.put<ContestDetail>(path(old.id), { ...body, revision: old.revision })
        : api.post<ContestDetail>('/contests', body),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export type Step = 'rehearse' | 'start' | 'end';

export function useContestStep(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => api.post<ContestDetail>(`${path(id)}/${step}`),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useWithdraw(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post<ContestDetail>(`${path(id)}/withdraw`, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}
