import type { Session } from '../api/types';

/**
 * Whether the reader sees what a number is made of: its receipt, its parts, its targets. Of what is only
 * published, everybody sees the total and nothing more. The server decides the same, and more exactly: it
 * also knows the teams that a manager leads by declaration, so a manager is refused nothing here but the company.
 */
export function seesInside({ user }: Session, nodeId: string): boolean {
  if (user.role === 'admin' || user.role === 'revops') return true;
  if (user.person_id === null || user.role === 'viewer') return false;
  if (user.role === 'manager') return !nodeId.startsWith('company:');
  return nodeId === `person:${user.person_id.replace(/^person:/, '')}`;
}
