import { Alert, Button, Group, TextInput } from '@mantine/core';
import { messageOf } from '../api/client';
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

interface DialogEndProps {
  error: unknown;
  /** What did not happen: "Nothing was divided". */
  failed: string;
  label: string;
  pending: boolean;
  disabled?: boolean;
  onClose: () => void;
}

/** Why it failed, and the buttons. */
export function DialogEnd({ error, failed, label, pending, disabled, onClose }: DialogEndProps) {
  return (
    <>
      {error !== null && (
        <Alert color="red" role="alert" title={failed}>
          {messageOf(error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={disabled}>
          {label}
        </Button>
      </Group>
    </>
  );
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
