import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { Home } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

export const homeQuery = (view: Question) =>
  queryOptions({
    queryKey: [FACTS, 'home', viewParameters(view)],
    queryFn: ({ signal }) => api.get<Home>('/home', viewParameters(view), signal),
    enabled: view.period !== '',
    placeholderData: keepPreviousData,
  });
