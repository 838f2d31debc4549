import type { Figures } from '../api/types';

type Policy = Figures['policy'];

export const POLICIES: { value: Exclude<Policy, ''>; label: string }[] = [
  { value: 'latest', label: 'The latest version' },
  { value: 'credit_date', label: 'The version in force when it counted' },
  { value: 'day_weighted', label: 'Each version for its days' },
];

/** Which versions of the target a number is held against, where that is not simply the latest. */
export function policyNote(policy: Policy): string | null {
  if (policy === 'credit_date') return 'held against the target in force when each sale counted';
  if (policy === 'day_weighted') return 'held against each target version for the days it was in force';
  return null;
}
