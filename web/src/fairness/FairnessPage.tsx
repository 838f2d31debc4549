import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useOrganisation } from '../access/session';
import type { Fairness } from '../api/types';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { chanceShort } from '../outlook/words';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { spreadModel } from './chart';
import { fairnessFile, fairnessQuery } from './queries';
import { answer, attainmentName, giniWords, paddingWords } from './words';

/** Are the targets that people carry now equally hard, and who carries the padding? */
export function FairnessPage() {
  const { nodeId } = useParams({ from: '/app/fairness/$nodeId' });
  const view = useView();
  const query = useQuery(fairnessQuery(nodeId, view));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Are the targets fair?" />
          <p className="page-sub">
            {query.data ? `${query.data.node.name}. ` : ''}How hard the targets in force are for those who
            carry them.
          </p>
        </div>
        <ViewBar />
      </div>
      <Loaded query={query} height={900} level={2}>
        {(report) =>
          report.why ? (
            <Section title="Who carries a target?">
              <Empty title="There is nobody to compare">{report.why}</Empty>
            </Section>
          ) : (
            <Answers report={report} file={fairnessFile(nodeId, view)} />
          )
        }
      </Loaded>
    </>
  );
}

function Answers({ report, file }: { report: Fairness; file: string }) {
  const { currency } = useOrganisation();
  const amount: Amount = (value) =>
    format.amount(value, report.unit, report.unit === 'money' ? currency : null);
  return (
    <>
      <Spread report={report} />
      <Holders report={report} amount={amount} file={file} />
      <Padding report={report} amount={amount} />
    </>
  );
}

type Amount = (value: string) => string;

const share = (value: string | null, why: string) =>
  value === null ? <NoData reason={why} /> : format.percent(value);

function Spread({ report }: { report: Fairness }) {
  const model = useMemo(() => spreadModel(report.rows), [report.rows]);
  const few = 'fewer than five people have it';
  return (
    <Section
      title="How is it spread?"
      hint={
        report.over
          ? 'What each reached of his target.'
          : 'What each is expected to reach of his target at the end of the period.'
      }
    >
      {[answer(report), ...report.texts].map(
        (text) =>
          text !== '' && (
            <p key={text} className="help-line">
              {text}
            </p>
          ),
      )}
      {report.enough && (
        <>
          <dl className="definitions">
            <div>
              <dt>Chance to reach it, hardest to easiest</dt>
              <dd>
                {share(report.chance_min, few)} to {share(report.chance_max, few)}
              </dd>
            </div>
            <div>
              <dt>Chances differ by (standard deviation)</dt>
              <dd>
                {report.chance_deviation === null ? (
                  <NoData reason={few} />
                ) : (
                  `${Math.round(100 * Number(report.chance_deviation))} points`
                )}
              </dd>
            </div>
            <div>
              <dt>{attainmentName(report)}, median</dt>
              <dd>{share(report.median, few)}</dd>
            </div>
            <div>
              <dt>At or above the target</dt>
              <dd>{share(report.at_or_above, few)}</dd>
            </div>
            <div>
              <dt>Below 70 %</dt>
              <dd>{share(report.below_70, few)}</dd>
            </div>
            <div>
              <dt>Gini coefficient of attainment</dt>
              <dd>{report.gini === null ? <NoData reason={few} /> : giniWords(report.gini)}</dd>
            </div>
            <div>
              <dt>Team or person?</dt>
              <dd>
                {report.between === null ? (
                  <NoData reason="it needs eight people in two teams or more" />
                ) : (
                  `${format.percent(report.between.share)} lies between teams (by lot: ${format.percent(report.between.by_chance)})`
                )}
              </dd>
            </div>
          </dl>
          {report.count > 0 && (
            <Chart
              label={`${attainmentName(report)}: how many reach how much`}
              fileName="fairness"
              model={model}
              height={240}
              legend={
                <>
                  <span className="key">
                    <span className="key-bar below" /> Below the target
                  </span>
                  <span className="key">
                    <span className="key-bar above" /> At or above it
                  </span>
                </>
              }
            />
          )}
        </>
      )}
    </Section>
  );
}

function columns(report: Fairness, amount: Amount): Column<Fairness['rows'][number]>[] {
  const optional = (value: string | null, why: string) =>
    value === null ? <NoData reason={why} /> : amount(value);
  return [
    {
      id: 'name',
      header: 'Who carries it',
      className: 'sticky',
      cell: (row) => (
        <Link to="/n/$nodeId" params={{ nodeId: row.node.id }}>
          {row.node.name}
        </Link>
      ),
    },
    {
      id: 'group',
      header: 'In',
      cell: (row) => row.group?.name ?? <NoData reason="it is not below anything that you see" />,
    },
    {
      id: 'chance',
      header: 'Chance',
      numeric: true,
      cell: (row) =>
        row.chance === null ? (
          <NoData reason={report.over ? 'the period is over' : 'there is too little history to say'} />
        ) : (
          chanceShort(row.chance)
        ),
    },
    { id: 'target', header: 'Target', numeric: true, cell: (row) => amount(row.target) },
    {
      id: 'end',
      header: report.over ? 'Reached' : 'Expected',
      numeric: true,
      cell: (row) => optional(row.end, 'there is too little history to say'),
    },
    {
      id: 'attainment',
      header: attainmentName(report),
      numeric: true,
      cell: (row) => share(row.attainment, 'it is not known where it ends'),
    },
    {
      id: 'load',
      header: 'Target ÷ potential',
      numeric: true,
      cell: (row) => share(row.target_to_potential, 'no plan in force knows a potential'),
    },
  ];
}

function Holders({ report, amount, file }: { report: Fairness; amount: Amount; file: string }) {
  return (
    <Section
      title="For whom is it hardest?"
      hint={
        report.plan
          ? `The hardest first. Potentials are from the plan “${report.plan}”, over its whole time.`
          : 'The hardest first.'
      }
      actions={
        <Button
          component="a"
          href={file}
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDownload size={16} />}
        >
          CSV
        </Button>
      }
    >
      <DataTable
        caption="Who carries a target, the hardest first"
        columns={columns(report, amount)}
        rows={report.rows}
        rowKey={(row) => row.node.id}
      />
    </Section>
  );
}

function Padding({ report, amount }: { report: Fairness; amount: Amount }) {
  const steps: Column<Fairness['steps'][number]>[] = [
    { id: 'name', header: 'Who hands on', className: 'sticky', cell: (step) => step.node.name },
    { id: 'own', header: 'Received', numeric: true, cell: (step) => amount(step.own) },
    { id: 'below', header: 'Handed out', numeric: true, cell: (step) => amount(step.below) },
    { id: 'count', header: 'To', numeric: true, cell: (step) => format.count(step.count) },
    { id: 'padding', header: 'Padding', numeric: true, cell: (step) => paddingWords(step.padding) },
  ];
  return (
    <Section
      title="Who carries the padding?"
      hint="More handed out than received is padding: those below carry it. Of who has no target of his own, but the sum of those below, there is none."
    >
      {report.steps.length === 0 ? (
        <Empty title="Nobody hands on a number">
          Nobody here has both a target of his own and people with targets below him.
        </Empty>
      ) : (
        <DataTable
          caption="Who hands on how much of what he received"
          columns={steps}
          rows={report.steps}
          rowKey={(step) => step.node.id}
        />
      )}
    </Section>
  );
}
