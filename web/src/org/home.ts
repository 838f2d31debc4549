import type { Session } from '../api/types';

const bare = (personId: string) => personId.slice(personId.indexOf(':') + 1);

/** The node that the reader is; null for an account without a person. */
export function personNodeId({ user }: Pick<Session, 'user'>): string | null {
  return user.person_id === null ? null : `person:${bare(user.person_id)}`;
}

/** Where a person starts: reps at themselves, managers at their team, everybody else at the top. */
export function homeNodeId({ user, organisation }: Session): string {
  if (user.person_id && user.role === 'rep') return `person:${bare(user.person_id)}`;
  if (user.person_id && user.role === 'manager') return `team:${bare(user.person_id)}`;
  return organisation.node_id;
}
