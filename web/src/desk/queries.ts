import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Home } from '../api/types';
import { type Question, viewParameters } from '../attain/queries';

/** How long a home is shown before it is asked for again. */
const REFRESH_MS = 30_000;

/**
 * A home takes the server seconds after a change of facts, and all of it is of one state. So it is not fetched
 * with every fact, as single numbers are, but when the page is opened and every half minute.
 */
export const homeQuery = (view: Question, brief: boolean) =>
  queryOptions({
    queryKey: ['home', viewParameters(view), brief],
    queryFn: ({ signal }) =>
      api.get<Home>('/home', { ...viewParameters(view), brief: brief || undefined }, signal),
    enabled: view.period !== '',
    staleTime: 0,
    refetchInterval: brief ? false : REFRESH_MS,
    placeholderData: brief ? keepPreviousData : undefined,
  });
