import { Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Close } from '../api/types';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useReopen } from './queries';

/** Opening a closed period again changes numbers that people rely on: everybody can read why. */
export function ReopenDialog({ close, onClose }: { close: Close; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const save = useReopen(close.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') {
      setMissing(true);
      return;
    }
    save.mutate(reason.trim(), {
      onSuccess: () => {
        notify(`${close.period.label} is open again.`);
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={`Open ${close.period.label} again?`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <div>
            What became known late counts on its own days again, from today on. What was answered before can
            still be seen with an earlier “as of” date.
          </div>
          <Textarea
            label="Reason"
            description="Everybody can read it"
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
            failed="Nothing was changed"
            label="Open it again"
            pending={save.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
