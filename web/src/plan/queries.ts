import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { OrgNode, Page } from '../api/types';
import type { CellEdit, Fairness, Plan, PlanEvent, PlanImport, PlanSummary } from './contract';

const path = (id: string, rest = '') => `/plans/${encodeURIComponent(id)}${rest}`;

export const plansQuery = queryOptions({
  queryKey: [FACTS, 'plans'],
  queryFn: ({ signal }) => api.get<Page<PlanSummary>>('/plans', undefined, signal),
});

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['plan', id],
    queryFn: ({ signal }) => api.get<Plan>(path(id), undefined, signal),
  });

export const planHistoryQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['plan', id, 'history', version],
    queryFn: ({ signal }) => api.get<Page<PlanEvent>>(path(id, '/history'), undefined, signal),
    placeholderData: keepPreviousData,
  });

export const fairnessQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['plan', id, 'fairness', version],
    queryFn: ({ signal }) => api.get<Fairness>(path(id, '/fairness'), undefined, signal),
    placeholderData: keepPreviousData,
  });

export const teamsQuery = queryOptions({
  queryKey: [FACTS, 'nodes', 'teams'],
  queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind: 'team', limit: 200 }, signal),
});

export interface NewPlan {
  name: string;
  metric: string;
  root: string;
  year: string;
  by: 'month' | 'quarter';
  total: string | null;
  unit: string;
}

export function useCreatePlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (plan: NewPlan) => api.post<Plan>('/plans', plan),
    onSuccess: (plan) => {
      client.setQueryData(planQuery(plan.id).queryKey, plan);
      client.invalidateQueries({ queryKey: plansQuery.queryKey });
    },
  });
}

export interface PlanPatch {
  version: number;
  cells?: CellEdit[];
  locks?: { node: string; parent: string | null; period: string | null; locked: boolean }[];
  reason?: string;
}

export const patchPlan = (id: string, patch: PlanPatch) => api.patch<Plan>(path(id), patch);

/** Everything that is done to the whole plan at once; each answers with the plan as it is afterwards. */
export function usePlanAction(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ action, body }: { action: string; body: unknown }) =>
      api.post<Plan>(path(id, `/${action}`), body),
    onSuccess: (plan) => {
      client.setQueryData(planQuery(id).queryKey, plan);
      client.invalidateQueries({ queryKey: [FACTS] });
    },
  });
}

export function useImportPlan(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, dryRun, version }: { file: File; dryRun: boolean; version: number }) => {
      const form = new FormData();
      form.append('file', file);
      return api.post<PlanImport>(path(id, '/import'), form, { dry_run: dryRun, version });
    },
    onSuccess: (answer) => {
      if (answer.plan && !answer.dry_run) client.setQueryData(planQuery(id).queryKey, answer.plan);
    },
  });
}
