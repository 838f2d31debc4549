import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Page, Programme, ProgrammeEffect } from '../api/types';

const key = [FACTS, 'training'];
const path = (id: string) => `/training/${encodeURIComponent(id)}`;

export const programmesQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<Page<Programme>>('/training', undefined, signal),
});

export const effectQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, id, 'effect'],
    queryFn: ({ signal }) => api.get<ProgrammeEffect>(`${path(id)}/effect`, undefined, signal),
  });

export function useAddProgramme() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; what: string; course: string; metric: string }) =>
      api.post<Programme>('/training', body),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useAssign(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { people: string[]; due: string }) =>
      api.post<Programme>(`${path(id)}/assignments`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useComplete(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { person: string; on: string }) =>
      api.post<Programme>(`${path(id)}/completions`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}
