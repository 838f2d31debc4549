import { addDays } from '../format';
import type { PlanBasis, PlanDays, PlanEdits, PlanRow } from './contract';
import {
  type Entry,
  parseEntry,
  parsePercent,
  type Separators,
  toWire,
  typedEntry,
  typedPercent,
} from './decimal';

/** The fields of a row's limits, as they are typed. */
export interface LimitsForm {
  floor: string;
  cap: string;
  weight: string;
  over: string;
  history: string;
  potential: string;
  capacity: string;
  tenure_from: string;
  leave: LeaveForm[];
}

/** Days away as people write them: the last day is away too. */
export interface LeaveForm {
  first: string;
  last: string;
}

export type LimitsErrors = Partial<Record<keyof LimitsForm, string>>;

const AMOUNTS = ['floor', 'cap', 'weight', 'history', 'potential', 'capacity'] as const;

/** What the row has now. */
export function limitsForm(row: PlanRow, separators: Separators): LimitsForm {
  const typed = (wire: string | null) => typedEntry(wire, separators);
  return {
    floor: typed(row.floor),
    cap: typed(row.cap),
    weight: typed(row.weight),
    over: typedPercent(row.over, separators),
    history: typed(row.basis.history),
    potential: typed(row.basis.potential),
    capacity: typed(row.basis.capacity),
    tenure_from: row.basis.tenure_from ?? '',
    leave: row.basis.leave.map(({ start, end }) => ({ first: start, last: addDays(end, -1) })),
  };
}

/** The edits that make the row what the form says, without what is the same, or what is wrong by field. */
export function limitsEdits(
  row: PlanRow,
  form: LimitsForm,
  separators: Separators,
): { edits: PlanEdits; wrong: LimitsErrors } {
  const wrong: LimitsErrors = {};
  const read = (field: keyof LimitsForm, entry: Entry): string | null => {
    if (entry.kind === 'wrong') wrong[field] = entry.message;
    return entry.kind === 'value' ? toWire(entry.value) : null;
  };
  const amounts = Object.fromEntries(
    AMOUNTS.map((field) => [field, read(field, parseEntry(form[field], separators))]),
  ) as Record<(typeof AMOUNTS)[number], string | null>;
  const over = read('over', parsePercent(form.over, separators));
  const leave = leaveOf(form.leave);
  if (leave === null)
    wrong.leave = 'Write the first and the last day of each absence; the last is not before the first';

  const key = { node: row.node.id, parent: row.parent };
  const edits: PlanEdits = {};
  if (amounts.floor !== row.floor) edits.floors = [{ ...key, value: amounts.floor }];
  if (amounts.cap !== row.cap) edits.caps = [{ ...key, value: amounts.cap }];
  if (amounts.weight !== row.weight) edits.weights = [{ ...key, value: amounts.weight }];
  if (over !== row.over) edits.overs = [{ ...key, value: over }];
  const basis = changedBasis(row.basis, {
    history: amounts.history,
    potential: amounts.potential,
    capacity: amounts.capacity,
    tenure_from: form.tenure_from || null,
    leave: leave ?? row.basis.leave,
  });
  if (basis) edits.basis = [{ ...key, ...basis }];
  return { edits, wrong };
}

function leaveOf(leave: LeaveForm[]): PlanDays[] | null {
  const filled = leave.filter(({ first, last }) => first !== '' || last !== '');
  if (filled.some(({ first, last }) => first === '' || last === '' || last < first)) return null;
  return filled.map(({ first, last }) => ({ start: first, end: addDays(last, 1) }));
}

function changedBasis(was: PlanBasis, now: PlanBasis): Partial<PlanBasis> | null {
  const fields = (Object.keys(now) as (keyof PlanBasis)[]).filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(now[field]),
  );
  return fields.length === 0 ? null : Object.fromEntries(fields.map((field) => [field, now[field]]));
}

/** The field that the server's complaint is about: "floors[0]" is the floor. */
export function limitsErrors(errors: Record<string, string>): LimitsErrors {
  const fields: Record<string, keyof LimitsForm> = {
    floors: 'floor',
    caps: 'cap',
    weights: 'weight',
    overs: 'over',
    history: 'history',
    potential: 'potential',
    capacity: 'capacity',
    tenure_from: 'tenure_from',
    leave: 'leave',
  };
  const wrong: LimitsErrors = {};
  for (const [location, message] of Object.entries(errors)) {
    const field = fields[location.replace(/\[\d+\]$/, '')];
    if (field) wrong[field] = message;
  }
  return wrong;
}
