import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Metric, Page } from '../api/types';

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => api.get<Page<Metric>>('/metrics', undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});
