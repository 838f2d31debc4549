import { Alert, Button, FileInput, Group, Modal, Stack, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { apiUrl, messageOf } from '../api/client';
import { notify } from '../ui/toast';
import type { Plan } from './contract';
import { useImportPlan } from './queries';

/** The same table out and in: edit it in a spreadsheet, see what would change, then take it over. */
export function FilesDialog({ plan, opened, onClose }: { plan: Plan; opened: boolean; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const load = useImportPlan(plan.id);
  const changes = load.data?.changes;
  const href = (format: string) => apiUrl(`/plans/${encodeURIComponent(plan.id)}/export`, { format });
  const send = (dryRun: boolean) =>
    file &&
    load.mutate(
      { file, dryRun, version: plan.version },
      {
        onSuccess: (answer) => {
          if (dryRun || answer.errors.length > 0) return;
          notify(`${answer.changes.length} cells were taken over.`);
          onClose();
        },
      },
    );
  return (
    <Modal opened={opened} onClose={onClose} title="Spreadsheet out and in">
      <Stack>
        <Group>
          <Button component="a" href={href('xlsx')} variant="default">
            Excel
          </Button>
          <Button component="a" href={href('csv')} variant="default">
            CSV
          </Button>
        </Group>
        <FileInput
          label="A file with the same columns"
          description="As it was written by Excel or CSV above, with changed numbers"
          placeholder="Choose a .xlsx or .csv file"
          accept=".xlsx,.csv"
          leftSection={<IconTable size={18} aria-hidden="true" />}
          value={file}
          onChange={(next) => {
            setFile(next);
            load.reset();
          }}
          disabled={!plan.may.includes('edit')}
        />
        {load.isError && (
          <Alert color="red" role="alert" title="The file was not taken over">
            {messageOf(load.error)}
          </Alert>
        )}
        {load.data && load.data.errors.length > 0 && (
          <Alert color="red" role="alert" title="Some lines cannot be read">
            <ul className="plan-changes">
              {load.data.errors.slice(0, 8).map((error) => (
                <li key={`${error.line} ${error.column}`}>
                  Line {error.line}
                  {error.column && `, ${error.column}`}: {error.message}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        {changes && (
          <div role="status">
            <Text size="sm">
              {changes.length === 0
                ? 'The file says what the plan says already.'
                : `${changes.length} cells would change:`}
            </Text>
            <ul className="plan-changes">
              {changes.slice(0, 8).map((change) => (
                <li key={`${change.node.id} ${change.period}`}>
                  {change.node.name}, {change.period}: {change.from ?? 'no target'} →{' '}
                  {change.to ?? 'no target'}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" disabled={!file} loading={load.isPending} onClick={() => send(true)}>
            See what would change
          </Button>
          <Button
            disabled={!changes || changes.length === 0 || (load.data?.errors.length ?? 0) > 0}
            loading={load.isPending}
            onClick={() => send(false)}
          >
            Take it over
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
