import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  confirm: string;
  keep: string;
  onConfirm: () => void;
  onClose: () => void;
  /** What will happen, before it happens. */
  children: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, confirm, keep, onConfirm, onClose, children } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        <div>{children}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {keep}
          </Button>
          <Button
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
