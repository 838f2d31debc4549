import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Calibration, Course, Ends, Outlook } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

export const outlookQuery = (nodeId: string, view: Question) =>
  queryOptions({
    queryKey: [FACTS, 'outlook', nodeId, viewParameters(view)],
    queryFn: ({ signal }) =>
      api.get<Outlook>(`/nodes/${encodeURIComponent(nodeId)}/outlook`, viewParameters(view), signal),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });

export const endsQuery = (nodeId: string, view: Question) =>
  queryOptions({
    queryKey: [FACTS, 'outlook', 'below', nodeId, viewParameters(view)],
    queryFn: ({ signal }) =>
      api.get<Ends>(`/nodes/${encodeURIComponent(nodeId)}/outlook/below`, viewParameters(view), signal),
    placeholderData: keepPreviousData,
  });

export const goalOutlookQuery = (goalId: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'goals', 'outlook', goalId, asOf],
    queryFn: ({ signal }) =>
      api.get<Outlook>(`/goals/${encodeURIComponent(goalId)}/outlook`, { as_of: asOf }, signal),
    placeholderData: keepPreviousData,
  });

/** A course goes by months, whatever period is looked at. */
export type CourseQuestion = Pick<Question, 'metric' | 'asOfParameter'>;

export const courseQuery = (nodeId: string, view: CourseQuestion) =>
  queryOptions({
    queryKey: [FACTS, 'course', nodeId, view.metric, view.asOfParameter],
    queryFn: ({ signal }) =>
      api.get<Course>(
        `/nodes/${encodeURIComponent(nodeId)}/course`,
        { metric: view.metric, as_of: view.asOfParameter },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export const calibrationQuery = queryOptions({
  queryKey: [FACTS, 'calibration'],
  queryFn: ({ signal }) => api.get<Calibration>('/calibration', undefined, signal),
});
