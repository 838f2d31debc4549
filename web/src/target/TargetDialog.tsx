import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, matches, useForm } from '@mantine/form';
import { ApiError, messageOf } from '../api/client';
import type { Figures } from '../api/types';
import { format } from '../format';
import { notify } from '../ui/toast';
import { useSetTarget } from './queries';

interface TargetDialogProps {
  opened: boolean;
  onClose: () => void;
  figures: Figures;
}

/** A plain decimal, as the server takes it; spaces and thousands separators would be guesses. */
const DECIMAL = /^\d+(\.\d{1,4})?$/;

export function TargetDialog({ opened, onClose, figures }: TargetDialogProps) {
  const save = useSetTarget();
  const form = useForm({
    initialValues: { value: '', reason: '' },
    validate: {
      value: matches(DECIMAL, 'Write the amount as digits, with a point before decimals, for example 250000'),
      reason: isNotEmpty('Say why, so that the next reader understands the change'),
    },
  });
  const { period, node } = figures;

  const submit = form.onSubmit((values) =>
    save.mutate(
      {
        node_id: node.id,
        metric: figures.metric,
        start: period.start,
        end: period.end,
        value: values.value,
        reason: values.reason.trim(),
      },
      {
        onSuccess: () => {
          notify(`The target of ${node.name} has a new version.`);
          form.reset();
          onClose();
        },
        onError: (error) => {
          if (error instanceof ApiError) form.setErrors(error.fieldErrors());
        },
      },
    ),
  );

  return (
    <Modal opened={opened} onClose={onClose} title={`New target for ${node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            For {format.dayRange(period.start, period.end)}.{' '}
            {figures.target === null
              ? 'There is no target yet.'
              : `It is ${format.amount(figures.target, figures.unit, figures.currency)} now; that version stays in the history.`}
          </Text>
          <TextInput
            label={figures.currency ? `Target in ${figures.currency}` : 'Target'}
            inputMode="decimal"
            data-autofocus
            {...form.getInputProps('value')}
          />
          <Textarea
            label="Reason"
            description="It stands on the receipt, for everybody who may see the target."
            autosize
            minRows={2}
            {...form.getInputProps('reason')}
          />
          {save.isError && (
            <Alert color="red" title="The target was not saved" role="alert">
              {messageOf(save.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save the new version
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
