import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';
import { FACTS } from '../api/live';
import type { OrgNode, Page } from '../api/types';

export const nodeQuery = (id: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: [FACTS, 'node', id, asOf],
    queryFn: ({ signal }) => api.get<OrgNode>(`/nodes/${encodeURIComponent(id)}`, { as_of: asOf }, signal),
  });

export const nodeSearchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: [FACTS, 'nodes', q, limit],
    queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { q, limit }, signal),
  });

const KIND_WORDS: Record<string, string> = {
  company: 'Company',
  team: 'Team',
  person: 'Person',
  territory: 'Territory',
  region: 'Region',
  category: 'Category',
  subcategory: 'Subcategory',
  product: 'Product',
  customer: 'Customer',
};

export function kindWord(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

const KIND_PLURALS: Record<string, string> = {
  company: 'Companies',
  team: 'Teams',
  person: 'People',
  territory: 'Territories',
  region: 'Regions',
  category: 'Categories',
  subcategory: 'Subcategories',
  product: 'Products',
  customer: 'Customers',
};

export function kindPlural(kind: string): string {
  return KIND_PLURALS[kind] ?? kind;
}

export const peopleQuery = queryOptions({
  queryKey: [FACTS, 'people'],
  queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind: 'person', limit: 500 }, signal),
});
