import { Modal, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useRef } from 'react';
import { useOrganisation } from '../access/session';
import { ApiError } from '../api/client';
import type { Figures } from '../api/types';
import { addDays, format, parseAmount, typedAmount, unitMark } from '../format';
import { useMetric } from '../metric/queries';
import { DialogEnd } from '../ui/DialogEnd';
import { notify } from '../ui/toast';
import { useSetTarget } from './queries';
import { Suggestions } from './Suggestions';
import { whyNone } from './suggest';

interface TargetDialogProps {
  opened: boolean;
  onClose: () => void;
  figures: Figures;
}

/** A first version counts for the whole period; a change while it runs counts from today. */
function effectiveDay({ period, target }: Figures, today: string): string {
  const isRunning = period.start <= today && (period.end === null || today < period.end);
  return target !== null && isRunning ? today : period.start;
}

export function TargetDialog({ opened, onClose, figures }: TargetDialogProps) {
  const save = useSetTarget();
  const { today } = useOrganisation();
  const mark = unitMark(figures.unit, figures.currency);
  const form = useForm({
    initialValues: { value: '', effective_on: effectiveDay(figures, today), reason: '' },
    validate: {
      value: (typed) =>
        parseAmount(typed, figures.unit) === null
          ? 'Write digits, with a point before decimals, for example 250000'
          : null,
      reason: isNotEmpty('Say why, so that the next reader understands the change'),
    },
  });
  const { period, node } = figures;
  const metric = useMetric(figures.metric);
  const proposed = useRef('');
  // The reason is proposed as well, but what somebody wrote is never overwritten.
  const use = (value: string, reason: string) => {
    form.setFieldValue('value', typedAmount(value, figures.unit));
    form.clearFieldError('value');
    const written = form.values.reason.trim();
    if (written !== '' && written !== proposed.current) return;
    proposed.current = reason;
    form.setFieldValue('reason', reason);
    form.clearFieldError('reason');
  };

  const submit = form.onSubmit((values) =>
    save.mutate(
      {
        node_id: node.id,
        metric: figures.metric,
        start: period.start,
        end: period.end,
        value: parseAmount(values.value, figures.unit) ?? values.value,
        effective_on: values.effective_on || undefined,
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
    <Modal opened={opened} onClose={onClose} size={760} title={`New target for ${node.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">
            For {format.dayRange(period.start, period.end)}.{' '}
            {figures.target === null
              ? 'There is no target yet.'
              : `It is ${format.amount(figures.target, figures.unit, figures.currency)} now; that version stays in the history.`}
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={mark ? `Target in ${mark}` : 'Target'}
              inputMode="decimal"
              data-autofocus
              {...form.getInputProps('value')}
            />
            <TextInput
              type="date"
              label="Counts from"
              description="Earlier days keep the version that was in force"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={period.start}
              max={period.end ? addDays(period.end, -1) : undefined}
              {...form.getInputProps('effective_on')}
            />
          </SimpleGrid>
          <Suggestions
            of={{ node: node.id, metric: figures.metric, period: period.id }}
            unit={figures.unit}
            currency={figures.currency}
            whyNone={whyNone(metric, period.end)}
            onUse={use}
          />
          <Textarea
            label="Reason"
            description="It stands on the receipt, for everybody who may see the target."
            autosize
            minRows={2}
            {...form.getInputProps('reason')}
          />
          <DialogEnd
            error={save.error}
            failed="The target was not saved"
            label="Save the new version"
            pending={save.isPending}
            className="dialog-actions"
            onClose={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
