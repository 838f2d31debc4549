import type { Metric } from '../api/types';

/** What people look for together. A metric that no group names stands under "More". */
const GROUPS: [string, string[]][] = [
  [
    'Sales',
    [
      'revenue',
      'profit',
      'margin',
      'units',
      'orders',
      'average_order',
      'discount',
      'new_customers',
      'overlay_revenue',
    ],
  ],
  [
    'Deals and pipeline',
    [
      'deals_won',
      'deals_won_value',
      'deals_lost',
      'deals_lost_value',
      'win_rate',
      'win_rate_value',
      'average_deal',
      'sales_cycle',
      'opportunities',
      'pipeline_created',
      'pipeline_open',
      'coverage',
    ],
  ],
  [
    'Leads and conversion',
    [
      'leads',
      'leads_qualified',
      'lead_qualification',
      'lead_conversion',
      'lead_conversion_period',
      'conversion',
      'conversion_period',
    ],
  ],
  ['Activities', ['activities', 'activities_of_type', 'training_completed']],
  [
    'Customers and market',
    [
      'active_customers',
      'retention',
      'churn',
      'repeat_rate',
      'nrr',
      'grr',
      'penetration',
      'market_share',
      'csat',
      'nps',
    ],
  ],
];
const OWN = 'Defined here';
const MORE = 'More';

export interface MetricGroup {
  group: string;
  items: Metric[];
}

/** Metrics under their headings; within a heading in the order of the list above, then of the server. */
export function groupMetrics(metrics: Metric[]): MetricGroup[] {
  const left = new Map(metrics.map((metric) => [metric.id, metric]));
  const take = (id: string) => {
    const found = left.get(id);
    left.delete(id);
    return found ?? [];
  };
  const groups = GROUPS.map(([group, ids]) => ({ group, items: ids.flatMap(take) }));
  const custom = [...left.values()].filter((metric) => metric.custom);
  const more = [...left.values()].filter((metric) => !metric.custom);
  return [...groups, { group: OWN, items: custom }, { group: MORE, items: more }].filter(
    (group) => group.items.length > 0,
  );
}

/** Whether a metric answers to the words somebody typed: each must be somewhere in what is said about it. */
export function metricMatches(metric: Metric, words: string): boolean {
  const text = `${metric.name} ${metric.id} ${metric.definition} ${metric.formula}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
