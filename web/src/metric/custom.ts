import type { CustomMetric, Metric, Unit } from '../api/types';

export type FactKind = CustomMetric['facts'];

export const FACTS: { value: FactKind; label: string }[] = [
  { value: 'sale', label: 'Sales (order lines)' },
  { value: 'opportunity', label: 'Opportunities (deals)' },
  { value: 'lead', label: 'Leads' },
  { value: 'activity', label: 'Activities' },
  { value: 'feedback', label: 'Customer feedback' },
  { value: 'contract', label: 'Contracts' },
  { value: 'training', label: 'Training' },
];

export const UNITS: { value: Unit; label: string }[] = [
  { value: 'money', label: 'Money' },
  { value: 'count', label: 'Whole things' },
  { value: 'quantity', label: 'A quantity, possibly with a fraction' },
  { value: 'share', label: 'A share, in per cent' },
  { value: 'days', label: 'Days' },
  { value: 'points', label: 'Points of a score' },
];

export const DIRECTIONS: { value: Metric['direction']; label: string }[] = [
  { value: 'higher', label: 'Higher is better' },
  { value: 'lower', label: 'Lower is better' },
];

/** Own metrics are told from the built-in ones by this beginning. */
const PREFIX = 'x_';

/** "Bikes sold (EU)" becomes x_bikes_sold_eu. */
export function metricIdOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return words === '' ? '' : PREFIX + words;
}

export const blankMetric: CustomMetric = {
  id: '',
  name: '',
  unit: 'count',
  direction: 'higher',
  definition: '',
  facts: 'sale',
  where: '',
  value: '1',
  day: '',
  divide_by: null,
  reason: '',
};

/** An example that a reader can start from, by kind of fact. */
export const EXAMPLES: Record<FactKind, string> = {
  sale: 'sale.amount > 1000.0',
  opportunity: 'opportunity.outcome == "won" && opportunity.amount > 10000.0',
  lead: 'lead.source == "web"',
  activity: 'activity.type == "demo"',
  feedback: 'feedback.score >= 9.0',
  contract: 'contract.amount > 100.0',
  training: 'training.course == "Negotiation"',
};
