import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { PeriodList } from '../api/types';

export const periodsQuery = (asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'periods', asOf],
    queryFn: ({ signal }) => api.get<PeriodList>('/periods', { as_of: asOf }, signal),
  });
