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

export interface PlanRow {
  node: NodeRef;
  parent: string | null;
  depth: number;
  leaf: boolean;
  cells: (string | null)[];
  locked: boolean;
  locks: boolean[];
  floor: string | null;
  cap: string | null;
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
  rows: PlanRow[];
  checks: { problems: string[] };
  may: PlanMove[];
}

export interface CellEdit {
  node: string;
  parent: string | null;
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
  texts: string[];
}
