import { Alert, Button, FileInput, Select } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, messageOf } from '../api/client';
import { AsOfPicker } from '../app/AsOf';
import { useSearchState } from '../app/search';
import { useView } from '../app/view';
import { download } from '../chart/download';
import { nodeQuery } from '../org/queries';
import { groupPeriods } from '../period/group';
import { periodsQuery } from '../period/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { BridgeSection } from './BridgeSection';
import { ColumnChoices } from './ColumnChoices';
import { MatchesSection } from './MatchesSection';
import { type Choices, useCompare, useCompareTable } from './queries';
import './shadow.css';

/** Does my own sheet agree with Attain, and if not, why? */
export function ShadowPage() {
  const { nodeId } = useParams({ strict: false }) as { nodeId: string };
  const view = useView();
  const node = useQuery(nodeQuery(nodeId, view.asOfParameter));
  const [file, setFile] = useState<File | null>(null);
  const [choices, setChoices] = useState<Choices>({});
  const compare = useCompare(nodeId, view);
  const table = useCompareTable(nodeId, view);
  const ask = (sheet: File, chosen: Choices) => compare.mutate({ file: sheet, choices: chosen });
  const choose = (chosen: Choices) => {
    setChoices(chosen);
    if (file) ask(file, chosen);
  };
  const result = compare.data;
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Own spreadsheet" />
          <p className="page-sub">
            Does your own list of deals agree with the revenue of{' '}
            <Link to="/n/$nodeId" params={{ nodeId }} className="link">
              {node.data?.name ?? nodeId}
            </Link>
            , and if not, why?
          </p>
        </div>
        <PeriodChoice />
      </div>
      <Section
        title="Which sheet should be compared?"
        hint="CSV or Excel, a deal in each line: its number or customer, and its amount. A date helps. Nothing of it is kept."
      >
        <div className="shadow-form">
          <FileInput
            label="Spreadsheet"
            placeholder="Choose a .csv or .xlsx file"
            accept=".csv,.xlsx,.txt,text/csv"
            leftSection={<IconFileSpreadsheet size={18} aria-hidden="true" />}
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              setChoices({});
              compare.reset();
            }}
            clearable
            clearButtonProps={{ 'aria-label': 'Remove the spreadsheet' }}
            className="shadow-file"
          />
          <Button disabled={!file} loading={compare.isPending} onClick={() => file && ask(file, choices)}>
            Compare
          </Button>
        </div>
        {compare.isError && (
          <Alert color="red" role="alert" title="The sheet cannot be compared" mt="md">
            {compare.error instanceof ApiError ? compare.error.explain() : messageOf(compare.error)}
          </Alert>
        )}
        {(result || compare.isError) && (
          <ColumnChoices
            header={result?.header ?? []}
            columns={result?.columns}
            choices={choices}
            onChange={choose}
          />
        )}
      </Section>
      {result && (
        <>
          <BridgeSection result={result} />
          <MatchesSection
            result={result}
            busy={table.isPending}
            onDownload={() =>
              file &&
              table.mutate({ file, choices }, { onSuccess: (content) => download('comparison.csv', content) })
            }
          />
        </>
      )}
    </>
  );
}

function PeriodChoice() {
  const [, change] = useSearchState();
  const view = useView();
  const periods = useQuery(periodsQuery(view.asOfParameter));
  return (
    <search className="view-bar" aria-label="What is shown">
      <Select
        label="Period"
        size="xs"
        className="pick-period"
        searchable
        nothingFoundMessage="No such period"
        value={view.period || null}
        onChange={(value) =>
          change({ period: value === periods.data?.current ? undefined : (value ?? undefined) })
        }
        data={groupPeriods(periods.data?.items ?? [], view.period)}
      />
      <AsOfPicker />
    </search>
  );
}
