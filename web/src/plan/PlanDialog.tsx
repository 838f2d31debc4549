import { TextInput } from '@mantine/core';
import type { Plan } from './contract';

/** What every dialog that changes a plan is given. */
export interface PlanDialogProps {
  plan: Plan;
  /** The reason that stands on the page; a dialog of an active plan begins with it. */
  reason: string;
  onClose: () => void;
  /** Called when the server has changed the plan, so that it can be taken back. */
  onDone: (before: Plan, after: Plan) => void;
}

interface ReasonInputProps {
  plan: Plan;
  value: string;
  onChange: (value: string) => void;
}

/** Asked of a plan that is under way; a draft needs no reasons. */
export function ReasonInput({ plan, value, onChange }: ReasonInputProps) {
  if (plan.state === 'draft') return null;
  return (
    <TextInput
      label="Reason"
      description="It stands in the history; lowering a target of an active plan needs one"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
