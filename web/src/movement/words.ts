/** What moved a number, in words. */
import type { MovementChange, MovementPiece } from '../api/types';

type Cause = MovementPiece['cause'];

const CAUSES: Record<Cause, string> = {
  due: 'Known before, and due now',
  new: 'New since',
  late: 'Entered late for earlier days',
  refund: 'Refunds',
  cancelled: 'Cancelled or withdrawn',
  edit: 'Corrected',
  split: 'Splits',
  target: 'Targets set or changed',
  organisation: 'Moves in the organisation',
  rates: 'Exchange rates',
  closes: 'Closed or opened periods',
  numerator: 'What is counted',
  denominator: 'What it is divided by',
  other: 'Not explained',
};

export function causeText(cause: Cause): string {
  return CAUSES[cause];
}

const FIELDS: Record<string, string> = {
  amount: 'amount',
  currency: 'currency',
  day: 'day',
  owner: 'owner',
  territory: 'territory',
  product: 'product',
  customer: 'customer',
  channel: 'channel',
  lead_source: 'lead source',
  quantity: 'quantity',
  cost: 'cost',
  list: 'list price',
  order_id: 'order',
  status: 'status',
};

/** "amount 5,000 → 4,500": what was written anew. */
export function editedText({ edited }: Pick<MovementChange, 'edited'>): string {
  return edited
    .map(({ field, before, after }) => `${FIELDS[field] ?? field} ${before || 'none'} → ${after || 'none'}`)
    .join('; ');
}

const DAY = 86_400_000;

/** The day so many days before another. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10);
}

/** From when on changes are shown: what the address names, if it is before the day of the view; else a week back. */
export function sinceOf(asked: string | undefined, asOf: string): string {
  const week = 7;
  return asked && /^\d{4}-\d{2}-\d{2}$/.test(asked) && asked < asOf ? asked : daysBefore(asOf, week);
}
