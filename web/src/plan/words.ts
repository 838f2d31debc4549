import type { PlanMove, PlanState } from './contract';

export const PLAN_STATES: Record<PlanState, string> = {
  draft: 'Draft',
  submitted: 'Submitted',
  approved: 'Approved',
  active: 'Active',
  closed: 'Closed',
};

interface MoveWords {
  label: string;
  done: string;
  /** Sent to the server as the state to come to. */
  to: string;
  /** What it means, before it is done. */
  meaning: string;
  needsNote?: boolean;
}

export const MOVES: Record<Exclude<PlanMove, 'edit'>, MoveWords> = {
  submit: {
    label: 'Submit',
    done: 'was submitted',
    to: 'submitted',
    meaning: 'The manager above is asked to approve these targets.',
  },
  approve: {
    label: 'Approve',
    done: 'was approved',
    to: 'approved',
    meaning: 'You agree with these targets; their owners are asked to accept them.',
  },
  return: {
    label: 'Return',
    done: 'was returned',
    to: 'returned',
    meaning: 'Whoever submitted it sees your note and works on it again.',
    needsNote: true,
  },
  accept: {
    label: 'Accept',
    done: 'was accepted',
    to: 'accepted',
    meaning: 'The owner takes the target on. This stands in the history.',
  },
  activate: {
    label: 'Activate',
    done: 'is active',
    to: 'active',
    meaning: 'Every cell becomes a target that attainment is held against from now on.',
  },
  close: {
    label: 'Close',
    done: 'was closed',
    to: 'closed',
    meaning: 'The plan is finished; its targets and its history stay.',
  },
};

export const METHODS = [
  { value: 'even', label: 'Evenly' },
  { value: 'history', label: 'By what each sold before' },
  { value: 'potential', label: 'By potential' },
  { value: 'capacity', label: 'By capacity' },
  { value: 'mix', label: 'By history, potential and capacity together' },
  { value: 'equal_difficulty', label: 'With the same chance for everybody' },
];

/** How much each part of a mix counts; only the proportions matter. */
export const MIX = [
  { value: 'history', label: 'History counts' },
  { value: 'potential', label: 'Potential counts' },
  { value: 'capacity', label: 'Capacity counts' },
];

export const PHASINGS = [
  { value: 'seasonal', label: 'By season and working days' },
  { value: 'working_days', label: 'By working days' },
  { value: 'even', label: 'Evenly' },
  { value: '', label: 'As it is spread now' },
];

const DONE: Record<string, string> = {
  submit: 'submitted it',
  approve: 'approved it',
  return: 'returned it',
  accept: 'accepted it',
  activate: 'activated it',
  close: 'closed it',
  created: 'created the plan',
  edited: 'edited it',
  allocated: 'divided numbers',
  rolled_up: 'summed it up',
  prorated: 'prorated numbers',
  imported: 'took numbers from a file',
  refreshed: 'added who joined',
};

/** What somebody did, as the end of a sentence that begins with his name. */
export const doneWords = (what: string): string => DONE[what] ?? what;
