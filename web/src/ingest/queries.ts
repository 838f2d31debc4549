import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Batch, Page, QuarantinedRow } from '../api/types';

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api.get<Page<Batch>>('/imports', undefined, signal),
});

/** Progress arrives as events; asking now and then covers a line that was down. */
const RUNNING_REFETCH_MS = 4000;

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api.get<Batch>(`/imports/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? RUNNING_REFETCH_MS : false),
  });

export const rowsQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id, 'rows'],
    queryFn: ({ signal }) =>
      api.get<Page<QuarantinedRow>>(`/imports/${encodeURIComponent(id)}/rows`, { limit: 500 }, signal),
  });

export function useStartImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: FormData) => api.post<Batch>('/imports', form),
    onSuccess: (batch) => {
      client.setQueryData(['imports', batch.id], batch);
      client.invalidateQueries({ queryKey: ['imports'], exact: true });
    },
  });
}

export function useImportAction(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: 'retry' | 'undo' | 'cancel') =>
      api.post<Batch>(`/imports/${encodeURIComponent(id)}/${action}`),
    onSuccess: (batch) => {
      client.setQueryData(['imports', id], batch);
      client.invalidateQueries({ queryKey: ['imports'] });
      client.invalidateQueries({ queryKey: [FACTS] });
    },
  });
}

export function useCorrectRow(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rowId, values }: { rowId: string; values: Record<string, string> }) =>
      api.patch<QuarantinedRow>(
        `/imports/${encodeURIComponent(importId)}/rows/${encodeURIComponent(rowId)}`,
        { values },
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports', importId, 'rows'] }),
  });
}
