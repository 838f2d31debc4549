import { Alert, Button, Group } from '@mantine/core';
import { messageOf } from '../api/client';

interface DialogEndProps {
  error: unknown;
  /** What did not happen: "Nothing was divided". */
  failed: string;
  label: string;
  pending: boolean;
  disabled?: boolean;
  /** Nothing in the dialog has to be filled in first. */
  autoFocus?: boolean;
  className?: string;
  onClose: () => void;
}

/** The end of every dialog that changes something: why it failed, and the buttons. */
export function DialogEnd({
  error,
  failed,
  label,
  pending,
  disabled,
  autoFocus,
  className,
  onClose,
}: DialogEndProps) {
  return (
    <>
      {error !== null && (
        <Alert color="red" role="alert" title={failed}>
          {messageOf(error)}
        </Alert>
      )}
      <Group justify="flex-end" className={className}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={disabled} data-autofocus={autoFocus || undefined}>
          {label}
        </Button>
      </Group>
    </>
  );
}
