import { Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Contest } from '../api/types';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useWithdraw } from './queries';

/** Gives a contest up; those who take part read why. */
export function WithdrawDialog({ contest, onClose }: { contest: Contest; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const save = useWithdraw(contest.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(reason.trim(), {
      onSuccess: () => {
        notify(`${contest.name} is withdrawn.`);
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={`Withdraw ${contest.name}?`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <div>Nobody wins anything. It cannot be started again; another one can be held.</div>
          <Textarea
            label="Reason"
            description="Everybody who was named in it reads it"
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <DialogEnd
            error={save.error}
            failed="It was not withdrawn"
            label="Withdraw it"
            pending={save.isPending}
            disabled={reason.trim() === ''}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
