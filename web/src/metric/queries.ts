import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type {
  CustomMetric,
  Metric,
  MetricCurve,
  MetricFields,
  MetricTrial,
  MetricVersion,
  Page,
  PlanCurve,
} from '../api/types';

const path = (id: string) => `/metrics/${encodeURIComponent(id)}`;

/** Definitions change only when somebody saves one here; whether there is data for a metric changes with imports. */
const STALE_MS = 5 * 60_000;

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => api.get<Page<Metric>>('/metrics', undefined, signal),
  staleTime: STALE_MS,
});

export const metricQuery = (id: string) =>
  queryOptions({
    queryKey: ['metrics', id],
    queryFn: ({ signal }) => api.get<Metric>(path(id), undefined, signal),
    staleTime: STALE_MS,
  });

export const metricVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['metrics', id, 'versions'],
    queryFn: ({ signal }) => api.get<Page<MetricVersion>>(`${path(id)}/versions`, undefined, signal),
  });

export const planCurveQuery = (id: string) =>
  queryOptions({
    queryKey: ['metrics', id, 'curve'],
    queryFn: ({ signal }) => api.get<MetricCurve>(`${path(id)}/curve`, undefined, signal),
  });

/** Declares how much of a target is expected when; each pace is on it from then on. */
export function useSaveCurve(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (curve: PlanCurve) => api.put<MetricCurve>(`${path(id)}/curve`, { curve }),
    onSuccess: async (saved) => {
      client.setQueryData(planCurveQuery(id).queryKey, saved);
      await client.invalidateQueries({ queryKey: [FACTS] });
    },
  });
}

/** What the formulas of own metrics can use. */
export const metricFieldsQuery = queryOptions({
  queryKey: ['metric-fields'],
  queryFn: ({ signal }) => api.get<Page<MetricFields>>('/metric-fields', undefined, signal),
  staleTime: STALE_MS,
});

/** The definition behind an id. One that is built of parameters is in no list and is asked for by itself. */
export function useMetric(id: string): Metric | undefined {
  const list = useQuery(metricsQuery).data?.items;
  const listed = list?.find((metric) => metric.id === id);
  const asked = useQuery({ ...metricQuery(id), enabled: list !== undefined && !listed && id !== '' });
  return listed ?? asked.data;
}

const trial = (custom: CustomMetric, dryRun: boolean) =>
  api.post<MetricTrial>('/metrics', custom, { dry_run: dryRun });

/** Computes a definition without keeping it. */
export function useTryMetric() {
  return useMutation({ mutationFn: (custom: CustomMetric) => trial(custom, true) });
}

export function useSaveMetric() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (custom: CustomMetric) => trial(custom, false),
    onSuccess: () => client.invalidateQueries({ queryKey: ['metrics'] }),
  });
}
