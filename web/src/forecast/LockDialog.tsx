import { Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Board } from '../api/types';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useSay } from './queries';

interface LockDialogProps {
  board: Board;
  onClose: () => void;
}

export function LockDialog({ board, onClose }: LockDialogProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const save = useSay('locks');
  const { node } = board.total;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') {
      setMissing(true);
      return;
    }
    save.mutate(
      { node: node.id, period: board.period.id, reason: reason.trim() },
      {
        onSuccess: () => {
          notify(`The forecast of ${board.period.label} is locked.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Lock a forecast">
      <form onSubmit={submit} noValidate>
        <Stack>
          <div>
            Nobody submits or overrides for <strong>{node.name}</strong>, and everybody below, in{' '}
            {board.period.label} until it is unlocked. What is computed goes on.
          </div>
          <Textarea
            label="Reason"
            description="Everybody whom it concerns can read it"
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
            failed="Nothing was locked"
            label="Lock"
            pending={save.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
