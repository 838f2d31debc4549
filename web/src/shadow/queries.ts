import { useMutation } from '@tanstack/react-query';
import { api, apiUrl, type Query } from '../api/client';
import type { ShadowView } from '../api/types';
import type { View } from '../app/view';
import { viewParameters } from '../attain/queries';

/** What the reader says of a sheet, where Attain should not find it out by itself. */
export interface Choices {
  ref?: string;
  customer?: string;
  day?: string;
  amount?: string;
  decimal?: string;
  days?: string;
}

export interface Asked {
  file: File;
  choices: Choices;
}

const path = (id: string, table = false) => `/nodes/${encodeURIComponent(id)}/shadow${table ? '.csv' : ''}`;

const parameters = (view: View, choices: Choices): Query => ({
  ...viewParameters({ ...view, metric: 'revenue' }),
  ...choices,
});

function form(file: File): FormData {
  const data = new FormData();
  data.append('file', file);
  return data;
}

/** Nothing of the sheet is kept: each question sends it again. */
export function useCompare(id: string, view: View) {
  return useMutation({
    mutationFn: ({ file, choices }: Asked) =>
      api.post<ShadowView>(path(id), form(file), parameters(view, choices)),
  });
}

/** The whole comparison as a file. */
export function useCompareTable(id: string, view: View) {
  return useMutation({
    mutationFn: async ({ file, choices }: Asked) => {
      const response = await fetch(apiUrl(path(id, true), parameters(view, choices)), {
        method: 'POST',
        body: form(file),
      });
      if (!response.ok) throw new Error(`The server answered ${response.status}. Compare the sheet again.`);
      return response.blob();
    },
  });
}
