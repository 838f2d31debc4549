import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { OrgNode, Page } from '../api/types';
import type { Fairness, Plan, PlanEdits, PlanEvent, PlanImport, PlanSummary } from './contract';

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
  by: PlanBy;
  scope: string[];
  total: string | null;
  unit: string;
  over: Record<string, string>;
}

export type PlanBy = 'month' | 'quarter' | 'half' | 'year';

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

export interface PlanPatch extends PlanEdits {
  version: number;
  reason?: string;
}

export const patchPlan = (id: string, patch: PlanPatch) => api.patch<Plan>(path(id), patch);

/** The plan as a change would make it; nothing is stored. */
export const planTrialQuery = (plan: Plan, action: 'prorate' | 'refresh', body: object) =>
  queryOptions({
    queryKey: ['plan', plan.id, 'trial', plan.version, action, body],
    queryFn: () =>
      api.post<Plan>(path(plan.id, `/${action}`), { ...body, version: plan.version }, { dry_run: true }),
    // Who joined, and when somebody is away, is asked anew each time.
    staleTime: 0,
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
  });

/** A change from a dialog, which shows itself what is wrong with it. */
export function usePlanPatch(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: PlanPatch) => patchPlan(id, patch),
    onSuccess: (plan) => client.setQueryData(planQuery(id).queryKey, plan),
  });
}

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
