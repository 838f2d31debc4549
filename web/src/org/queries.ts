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

/** The first few nodes of one kind: what to choose from before anything is typed. */
export const nodesOfKindQuery = (kind: string) =>
  queryOptions({
    queryKey: [FACTS, 'nodes', 'of', kind],
    queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind, limit: 8 }, signal),
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
  segment: 'Segment',
  channel: 'Channel',
  lead_source: 'Lead source',
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
  segment: 'Segments',
  channel: 'Channels',
  lead_source: 'Lead sources',
};

/** Who can have a goal, and what can be counted in one. */
export const OWNER_KINDS = ['person', 'team', 'company'];
export const SCOPE_KINDS = [
  'category',
  'product',
  'segment',
  'territory',
  'region',
  'channel',
  'lead_source',
  'customer',
];

export function kindPlural(kind: string): string {
  return KIND_PLURALS[kind] ?? kind;
}

export const peopleQuery = queryOptions({
  queryKey: [FACTS, 'people'],
  queryFn: ({ signal }) => api.get<Page<OrgNode>>('/nodes', { kind: 'person', limit: 500 }, signal),
});
