import type { GoalState, Move } from '../api/types';

interface MoveWords {
  /** On the button. */
  label: string;
  title: string;
  /** What it means, before it happens. */
  text: string;
  /** What was done, in passing. */
  done: string;
  /** A reason must be given. */
  needsNote: boolean;
}

export const MOVES: Record<Move, MoveWords> = {
  proposed: {
    label: 'Propose',
    title: 'Propose this goal?',
    text: 'Its owner is asked to accept it, and the manager above to approve it.',
    done: 'The goal is proposed.',
    needsNote: false,
  },
  accepted: {
    label: 'Accept',
    title: 'Accept this goal?',
    text: 'By accepting it you answer for it. It becomes active when it is approved too.',
    done: 'The goal is accepted.',
    needsNote: false,
  },
  approved: {
    label: 'Approve',
    title: 'Approve this goal?',
    text: 'It becomes active when its owner has accepted it too.',
    done: 'The goal is approved.',
    needsNote: false,
  },
  active: {
    label: 'Activate',
    title: 'Make this goal active?',
    text: 'From then on it is tracked, and everybody who may see it sees how it stands.',
    done: 'The goal is active.',
    needsNote: false,
  },
  closed: {
    label: 'Close',
    title: 'Close this goal?',
    text: 'Its result stays as it is then: achieved, missed, or met with breach.',
    done: 'The goal is closed.',
    needsNote: false,
  },
  draft: {
    label: 'Return',
    title: 'Return this goal to its author?',
    text: 'It becomes a draft again. Say what should change.',
    done: 'The goal is returned as a draft.',
    needsNote: true,
  },
  withdrawn: {
    label: 'Withdraw',
    title: 'Withdraw this goal?',
    text: 'It no longer counts. Its history stays. Say why.',
    done: 'The goal is withdrawn.',
    needsNote: true,
  },
};

/** What one most likely wants comes first, what cannot be undone comes last. */
const ORDER: Move[] = ['accepted', 'approved', 'proposed', 'active', 'draft', 'closed', 'withdrawn'];

export function inOrder(moves: Move[]): Move[] {
  return ORDER.filter((move) => moves.includes(move));
}

export interface LifeStep {
  state: GoalState;
  isPast: boolean;
  isNow: boolean;
}

const LIFE: GoalState[] = ['draft', 'proposed', 'accepted', 'active', 'closed'];

/** The stations of a goal's life; a withdrawn one left it. */
export function lifeOf(state: GoalState): LifeStep[] {
  const now = LIFE.indexOf(state);
  return LIFE.map((station, at) => ({ state: station, isPast: at < now, isNow: at === now }));
}
