import type { GoalInput, Metric, NodeRef, Unit } from '../../api/types';
import type { Overlay } from '../input';

/** What every part of the form needs: the goal as it stands, and how to change it. */
export interface PartProps {
  goal: GoalInput;
  edit: (change: Overlay) => void;
  /** What is wrong with a field of the server's path, as a sentence. */
  problem: (path: string) => string | undefined;
  metric: Metric | undefined;
  node: (id: string) => NodeRef;
  remember: (nodes: NodeRef[]) => void;
  /** The value as the server computed it from the change. */
  resolved: GoalInput | undefined;
}

/** Before a metric is chosen, a number is just a number. */
export function unitOf(metric: Metric | undefined): Unit {
  return metric?.unit ?? 'quantity';
}
