import { Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { DialogEnd } from './DialogEnd';
import { notify } from './toast';

interface ReasonDialogProps {
  title: string;
  /** Who reads the reason. */
  readers: string;
  /** What did not happen: "Nothing was locked". */
  failed: string;
  label: string;
  /** What is said when it is done. */
  done: string;
  save: { error: unknown; isPending: boolean };
  /** Does it, and calls back when it is done. */
  onReason: (reason: string, onSuccess: () => void) => void;
  onClose: () => void;
  /** What will happen. */
  children: ReactNode;
}

/** A dialog for what is not done without saying why. */
export function ReasonDialog({
  title,
  readers,
  failed,
  label,
  done,
  save,
  onReason,
  onClose,
  children,
}: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') {
      setMissing(true);
      return;
    }
    onReason(reason.trim(), () => {
      notify(done);
      onClose();
    });
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <div>{children}</div>
          <Textarea
            label="Reason"
            description={readers}
            autosize
            minRows={2}
            data-autofocus
            error={isMissing && 'Say why'}
            value={reason}
            onChange={(event) => {
              setMissing(false);
              setReason(event.currentTarget.value);
            }}
          />
          <DialogEnd
            error={save.error}
            failed={failed}
            label={label}
            pending={save.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
