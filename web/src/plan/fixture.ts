import type { Plan, PlanRow } from './contract';

/** A row of the test plan; its name and kind are read from the id. */
export function row(
  id: string,
  parent: string | null,
  cells: (string | null)[],
  more: Partial<PlanRow> = {},
): PlanRow {
  const [kind = 'person', source = id] = id.split(':');
  return {
    node: { id, kind: kind as PlanRow['node']['kind'], source_id: source, name: source },
    parent,
    kind,
    depth: 0,
    leaf: kind === 'person',
    cells,
    full: [],
    locked: false,
    locks: cells.map(() => false),
    floor: null,
    cap: null,
    weight: null,
    over: null,
    basis: { history: null, potential: null, capacity: null, tenure_from: null, leave: [] },
    state: 'open',
    may: ['edit'],
    ...more,
  };
}

/** A company with a team of two and somebody who stands beside it. */
export const plan: Plan = {
  id: 'p',
  name: 'Plan',
  metric_view: { id: 'revenue', name: 'Revenue', unit: 'money' },
  root: { id: 'company:a', kind: 'company', source_id: 'a', name: 'a' },
  state: 'draft',
  version: 1,
  total: '100',
  currency: 'EUR',
  seasonal: false,
  unit: '1',
  over: {},
  ramp: [],
  basis_days: null,
  notes: [],
  periods: ['2027-01', '2027-02'].map((id) => ({ id, label: id, start: `${id}-01`, end: `${id}-28` })),
  rows: [
    row('company:a', null, ['100', null]),
    row('team:t', 'company:a', [null, null]),
    row('person:ana', 'team:t', ['40.5', '1']),
    row('person:ben', 'team:t', [null, '0']),
    row('person:cem', 'company:a', ['59.4999', null], { locked: true }),
  ],
  checks: { sum: null, total: null, over_assignment: null, problems: [] },
  may: ['edit'],
};
