import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../api/client';
import type { Close } from '../api/types';
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
          {save.isError && (
            <Alert color="red" role="alert" title="Nothing was changed">
              {messageOf(save.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep it closed
            </Button>
            <Button type="submit" loading={save.isPending}>
              Open it again
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
