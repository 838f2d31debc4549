import type { NodeRef } from '../api/types';

/** The plan as the server sends it: amounts are decimal strings, null is no target (which is not 0). */
export interface PlanPeriod {
  id: string;
  label: string;
  start: string;
  end: string;
}

export type RowState = 'open' | 'submitted' | 'approved' | 'accepted' | 'returned';
export type PlanState = 'draft' | 'submitted' | 'approved' | 'active' | 'closed';
/** Who changes team within the plan has a row in each team: a row is named by its node and the row above. */
export type PlanMove = 'submit' | 'approve' | 'return' | 'accept' | 'activate' | 'close' | 'edit';

/** Days in a row; the end is exclusive. */
export interface PlanDays {
  start: string;
  end: string;
}

/** What a person's share is reckoned by; null is unknown, which is not 0. */
export interface PlanBasis {
  history: string | null;
  potential: string | null;
  capacity: string | null;
  /** From which day the months on the ramp count; null: what is known of the person. */
  tenure_from: string | null;
  leave: PlanDays[];
}

export interface PlanRow {
  node: NodeRef;
  parent: string | null;
  kind: string;
  depth: number;
  leaf: boolean;
  cells: (string | null)[];
  /** By period: the number before it was prorated; empty when none was. */
  full: (string | null)[];
  locked: boolean;
  locks: boolean[];
  /** Of the row's total. */
  floor: string | null;
  cap: string | null;
  /** A factor on what the method finds; null is 1, and 0 carries no quota. */
  weight: string | null;
  /** Over-assignment of the step to the rows below, instead of the plan's. */
  over: string | null;
  basis: PlanBasis;
  state: RowState;
  may: PlanMove[];
}

export const rowKey = (row: Pick<PlanRow, 'node' | 'parent'>): string =>
  `${row.node.id}\n${row.parent ?? ''}`;

export interface PlanMetric {
  id: string;
  name: string;
  unit: string;
}

export interface PlanSummary {
  id: string;
  name: string;
  metric_view: PlanMetric;
  root: NodeRef;
  state: PlanState;
  version: number;
  total: string | null;
  currency: string | null;
  periods: PlanPeriod[];
}

export interface Plan extends PlanSummary {
  /** There is enough history to know the season. */
  seasonal: boolean;
  unit: string;
  /** Over-assignment by the kind of those who receive: { team: "0.05" }. */
  over: Record<string, string>;
  /** Share of the full number by month of tenure. */
  ramp: string[];
  basis_days: PlanDays | null;
  rows: PlanRow[];
  checks: PlanChecks;
  may: PlanMove[];
  /** What the change that this answers did besides numbers, and what it could not do. */
  notes: string[];
}

export interface PlanChecks {
  /** What people carry together. */
  sum: string | null;
  total: string | null;
  /** Sum ÷ total. */
  over_assignment: string | null;
  problems: string[];
}

/** Names a row in what is sent. */
export interface RowKey {
  node: string;
  parent: string | null;
}

export interface LimitEdit extends RowKey {
  value: string | null;
}

export type BasisEdit = RowKey & Partial<PlanBasis>;

/** What is changed by hand; what is left out stays. */
export interface PlanEdits {
  cells?: CellEdit[];
  locks?: (RowKey & { period: string | null; locked: boolean })[];
  floors?: LimitEdit[];
  caps?: LimitEdit[];
  weights?: LimitEdit[];
  overs?: LimitEdit[];
  basis?: BasisEdit[];
  name?: string;
  unit?: string;
  over?: Record<string, string>;
  ramp?: string[];
}

export interface CellEdit extends RowKey {
  period: string;
  value: string | null;
}

export interface PlanChange {
  node: NodeRef;
  parent: string | null;
  period: string;
  from: string | null;
  to: string | null;
}

export interface PlanImport {
  dry_run: boolean;
  changes: PlanChange[];
  errors: { line: number; column: string; message: string }[];
  plan: Plan | null;
}

export interface PlanEvent {
  seq: number;
  at: string;
  by: string;
  what: string;
  note: string;
  changes: PlanChange[];
  changes_total: number;
}

export interface Fairness {
  median: string | null;
  at_or_above: string | null;
  below_70: string | null;
  cv: string | null;
  gini: string | null;
  difficulty_min: string | null;
  difficulty_max: string | null;
  rows: FairRow[];
  texts: string[];
}

/** How a plan treats one of those who carry it. */
export interface FairRow {
  node: { id: string; name: string };
  parent: string | null;
  attainment: string | null;
  chance: string | null;
  quota_to_potential: string | null;
}
