import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from '../api/client';
import { FACTS } from '../api/live';
import type { Check, Goal, GoalInput, Move, Page, Progress, Understanding } from '../api/types';

const path = (id: string, rest = '') => `/goals/${encodeURIComponent(id)}${rest}`;

/** Everything about goals is under this key; a goal stands on facts, so it moves when they do. */
const GOALS = [FACTS, 'goals'] as const;

/** What was understood of one text stays the same for as long as somebody writes. */
const WRITING = {
  staleTime: 60_000,
  gcTime: 5 * 60_000,
  placeholderData: keepPreviousData,
  retry: false,
} as const;

interface Sentence {
  text: string;
  answers: Record<string, string>;
  owner: string | null;
}

export const understandQuery = (sentence: Sentence) =>
  queryOptions({
    queryKey: [...GOALS, 'understand', sentence],
    queryFn: ({ signal }) => api.post<Understanding>('/goals/understand', sentence, undefined, signal),
    enabled: sentence.text.trim() !== '',
    ...WRITING,
  });

export const checkQuery = (goal: GoalInput) =>
  queryOptions({
    queryKey: [...GOALS, 'check', goal],
    queryFn: ({ signal }) => api.post<Check>('/goals/check', { goal }, undefined, signal),
    ...WRITING,
  });

const LIMIT = 500;

export const goalsQuery = (parameters: Query, asOf: string | undefined) =>
  queryOptions({
    queryKey: [...GOALS, 'list', parameters, asOf],
    queryFn: ({ signal }) =>
      api.get<Page<Goal>>('/goals', { ...parameters, as_of: asOf, limit: LIMIT }, signal),
    placeholderData: keepPreviousData,
  });

export const goalQuery = (id: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: [...GOALS, 'one', id, asOf],
    queryFn: ({ signal }) => api.get<Goal>(path(id), { as_of: asOf }, signal),
  });

export const progressQuery = (id: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: [...GOALS, 'progress', id, asOf],
    queryFn: ({ signal }) => api.get<Progress>(path(id, '/progress'), { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
  });

/** A change of one goal can move others: those that it is a part of, and the number of its owner. */
function useChangedGoals() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: GOALS });
}

export function useAddGoal() {
  const changed = useChangedGoals();
  return useMutation({
    mutationFn: (draft: { goal: GoalInput; state: 'draft' | 'proposed' }) => api.post<Goal>('/goals', draft),
    onSuccess: changed,
  });
}

export function useEditGoal(id: string) {
  const changed = useChangedGoals();
  return useMutation({
    mutationFn: (change: { goal: GoalInput; reason: string }) => api.put<Goal>(path(id), change),
    onSuccess: changed,
  });
}

export function useMoveGoal(id: string) {
  const changed = useChangedGoals();
  return useMutation({
    mutationFn: (move: { to: Move; note: string }) => api.post<Goal>(path(id, '/moves'), move),
    onSuccess: changed,
  });
}
