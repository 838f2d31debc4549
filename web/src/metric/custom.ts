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

interface Fields {
  names: [string, string][];
  /** On which of its days a fact can count; the first is the usual one. */
  days: [string, string][];
  example: string;
}

const OWN_DAY: [string, string] = ['', 'Its own day'];
const WON: [string, string] = ['won', 'The day it was won'];
const LOST: [string, string] = ['lost', 'The day it was lost'];

const COMMON: [string, string][] = [
  ['day', 'the day on which it counts'],
  ['owner', 'id of the person it is credited to'],
  ['customer', 'id of the customer'],
  ['segment', 'id of the customer’s segment'],
  ['product', 'id of the product'],
  ['category', 'id of the product’s category'],
  ['territory', 'id of the territory'],
  ['region', 'id of the territory’s region'],
  ['channel', 'id of the channel'],
  ['lead_source', 'id of where the lead came from'],
  ['source', 'the system that says so'],
  ['nodes', 'everything it belongs to: "team:east" in nodes'],
];

/** What the server's expressions know of each kind of fact. */
export const FIELDS: Record<FactKind, Fields> = {
  sale: {
    names: [
      ['sale.amount', 'net amount of the line'],
      ['sale.list', 'list value, where it is known'],
      ['sale.cost', 'cost, where it is known'],
      ['sale.quantity', 'quantity'],
      ['sale.currency', 'currency of the sale'],
      ['sale.order', 'id of the order'],
      ...COMMON,
    ],
    days: [OWN_DAY],
    example: 'category == "1" && sale.amount > 1000.0',
  },
  opportunity: {
    names: [
      ['opportunity.amount', 'amount, where it is known'],
      ['opportunity.stage', 'the latest stage'],
      ['opportunity.outcome', 'open, won or lost'],
      ['opportunity.created', 'the day it was created'],
      ['opportunity.closed', 'the day it was closed, once it was'],
      ['opportunity.expected', 'the day it is expected to close'],
      ['opportunity.currency', 'currency of the amount'],
      ['opportunity.name', 'its name'],
      ...COMMON,
    ],
    days: [
      ['', 'The day it was created'],
      ['closed', 'The day it was closed'],
      WON,
      LOST,
      ['expected', 'The day it is expected to close'],
    ],
    example: 'opportunity.outcome == "won" && opportunity.amount > 10000.0',
  },
  lead: {
    names: [
      ['lead.source', 'id of where it came from'],
      ['lead.stage', 'the latest stage'],
      ['lead.outcome', 'open, won or lost'],
      ['lead.created', 'the day it was created'],
      ['lead.qualified', 'the day it was qualified, once it was'],
      ['lead.won', 'the day it was won, once it was'],
      ['lead.name', 'its name'],
      ...COMMON,
    ],
    days: [['', 'The day it was created'], ['qualified', 'The day it was qualified'], WON, LOST],
    example: 'lead.source == "web"',
  },
  activity: {
    names: [
      ['activity.type', 'call, demo, …'],
      ['activity.quantity', 'how many'],
      ['activity.name', 'its name'],
      ...COMMON,
    ],
    days: [OWN_DAY],
    example: 'activity.type == "demo"',
  },
  feedback: {
    names: [
      ['feedback.type', 'csat or nps'],
      ['feedback.score', 'the answer'],
      ['feedback.scale', 'the best answer there is'],
      ...COMMON,
    ],
    days: [OWN_DAY],
    example: 'feedback.score >= 9.0',
  },
  contract: {
    names: [
      ['contract.amount', 'amount per month'],
      ['contract.start', 'the first day'],
      ['contract.end', 'the day after the last, where there is one'],
      ...COMMON,
    ],
    days: [
      ['', 'The first day'],
      ['end', 'The day it ends'],
    ],
    example: 'contract.amount > 100.0',
  },
  training: {
    names: [['training.course', 'the course'], ['training.name', 'name of the record'], ...COMMON],
    days: [OWN_DAY],
    example: 'training.course == "Negotiation"',
  },
  market: { names: COMMON, days: [OWN_DAY], example: 'segment == "smb"' },
};
