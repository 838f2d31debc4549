import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Close, ClosePreview, Page } from '../api/types';

export const closesQuery = queryOptions({
  queryKey: [FACTS, 'closes'],
  queryFn: ({ signal }) => api.get<Page<Close>>('/closes', { limit: 500 }, signal),
});

/** What closing the period would do; without one, the month that is closed next. */
export const closePreviewQuery = (period: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'closes', 'preview', period],
    queryFn: ({ signal }) => api.get<ClosePreview>('/closes/preview', { period }, signal),
  });

export function useClosePeriod() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: { period: string; as_of: string; note: string }) => api.post<Close>('/closes', draft),
    // Every number of the period, and of the one that is open, may be another.
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useReopen(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post<Close>(`/closes/${encodeURIComponent(id)}/reopen`, { reason }),
    onSuccess: () => client.invalidateQueries(),
  });
}
