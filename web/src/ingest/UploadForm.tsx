import { Alert, Button, FileInput, Stack, Switch } from '@mantine/core';
import { IconFileCode, IconFiles, IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../api/client';
import { Section } from '../ui/Section';
import { useStartImport } from './queries';

export function UploadForm() {
  const navigate = useNavigate();
  const [profile, setProfile] = useState<File | null>(null);
  const [files, setFiles] = useState<File[]>([]);
  const [dryRun, setDryRun] = useState(true);
  const [missing, setMissing] = useState<{ profile?: string; files?: string }>({});
  const start = useStartImport();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problems = {
      profile: profile ? undefined : 'Choose the profile: the YAML file that says which column means what',
      files: files.length > 0 ? undefined : 'Choose at least one file that the profile names',
    };
    setMissing(problems);
    if (!profile || files.length === 0) return;
    const form = new FormData();
    form.append('profile', profile);
    for (const file of files) form.append('files', file);
    form.append('dry_run', String(dryRun));
    start.mutate(form, {
      onSuccess: (batch) => navigate({ to: '/imports/$importId', params: { importId: batch.id } }),
    });
  };

  return (
    <Section title="Import files" hint="Importing the same files again changes nothing: rows are recognised.">
      <form onSubmit={submit} noValidate className="upload">
        <Stack>
          <FileInput
            label="Profile"
            description="A YAML file; files are matched to it by their names"
            placeholder="Choose a .yaml file"
            accept=".yaml,.yml"
            leftSection={<IconFileCode size={18} aria-hidden="true" />}
            value={profile}
            onChange={setProfile}
            error={missing.profile}
            clearable
            clearButtonProps={{ 'aria-label': 'Remove the profile' }}
          />
          <FileInput
            label="Files"
            description="All files that the profile names"
            placeholder="Choose one or more files"
            multiple
            leftSection={<IconFiles size={18} aria-hidden="true" />}
            value={files}
            onChange={setFiles}
            error={missing.files}
            clearable
            clearButtonProps={{ 'aria-label': 'Remove the files' }}
          />
          <Switch
            label="Dry run: check everything, change nothing"
            checked={dryRun}
            onChange={(event) => setDryRun(event.currentTarget.checked)}
          />
          {start.isError && (
            <Alert color="red" role="alert" title="The import did not start">
              {messageOf(start.error)}
            </Alert>
          )}
          <div>
            <Button type="submit" loading={start.isPending} leftSection={<IconUpload size={16} />}>
              {dryRun ? 'Start the dry run' : 'Start the import'}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
