import { Button, Code, Drawer } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { apiUrl } from '../api/client';
import type { Receipt } from '../api/types';
import { useSearchState } from '../app/search';
import { useView, type View } from '../app/view';
import { format, sentence } from '../format';
import { goalQuery } from '../goal/queries';
import { goalDemand } from '../goal/words';
import { NoData } from '../ui/NoData';
import { Empty, Loaded } from '../ui/states';
import { type ReceiptQuestion, receiptFile, receiptQuery } from './queries';
import { ReceiptCredits } from './ReceiptCredits';
import { ReceiptLate } from './ReceiptLate';
import { ReceiptParts } from './ReceiptParts';
import { ReceiptRates } from './ReceiptRates';
import { ReceiptTarget } from './ReceiptTarget';
import { parseReceiptKey } from './receiptKey';

/** The receipt named in the address, over whatever page is open. */
export function ReceiptDrawer() {
  const [search, change] = useSearchState();
  const view = useView();
  const key = search.receipt ? parseReceiptKey(search.receipt) : null;
  return (
    <Drawer
      opened={search.receipt !== undefined}
      onClose={() => change({ receipt: undefined }, { replace: true })}
      position="right"
      size="xl"
      title="Receipt: how this number is made"
      classNames={{ title: 'drawer-title', content: 'drawer' }}
    >
      {search.receipt !== undefined &&
        (key === null ? (
          <Empty title="This link is not complete">
            A receipt is named node~metric, for example person:275~revenue. Close this and press a number.
          </Empty>
        ) : 'goalId' in key ? (
          <GoalReceipt goalId={key.goalId} view={view} />
        ) : (
          <ReceiptBody question={{ nodeId: key.nodeId, view: { ...view, metric: key.metric } }} />
        ))}
    </Drawer>
  );
}

/** The receipt of what a goal counts, in the goal's own time, at its rates and by its policy. */
function GoalReceipt({ goalId, view }: { goalId: string; view: View }) {
  const query = useQuery(goalQuery(goalId, view.asOfParameter));
  return (
    <Loaded query={query} height={520}>
      {({ goal, metric_view, standing }) => (
        <ReceiptBody
          asked={`The goal asks for ${goalDemand(goal, metric_view, standing.currency)}. As it counts only a part, it is no target of the whole.`}
          question={{
            nodeId: goal.owner,
            view: {
              ...view,
              metric: metric_view.id,
              period: `${goal.start}..${goal.end}`,
              policy: goal.denominator || undefined,
            },
            rates: goal.rates || undefined,
          }}
        />
      )}
    </Loaded>
  );
}

interface ReceiptBodyProps {
  question: ReceiptQuestion;
  /** What is asked for where it is no target that the server holds the number against. */
  asked?: string;
}

function ReceiptBody({ question, asked }: ReceiptBodyProps) {
  const query = useInfiniteQuery(receiptQuery(question));
  return (
    <Loaded query={query} height={520}>
      {(data) => {
        const first = data.pages[0];
        if (!first) return null;
        const credits = data.pages.flatMap((page) => page.credits);
        const file = receiptFile(question);
        return (
          <div className="receipt">
            <Summary receipt={first} />
            <p>
              <Link
                to="/why/$nodeId"
                params={{ nodeId: question.nodeId }}
                search={{ metric: question.view.metric, period: question.view.period }}
                hash="changed"
                className="link"
              >
                What changed?
              </Link>{' '}
              Why it is another number than it was on an earlier day.
            </p>
            <ReceiptTarget receipt={first} asked={first.scope.length > 0 ? asked : undefined} />
            {first.numerator !== null ? (
              <ReceiptParts receipt={first} />
            ) : (
              <section>
                <h3>Which credits count</h3>
                <p>{sentence(first.rule.text)}</p>
                <ReceiptCredits
                  receipt={first}
                  credits={credits}
                  onMore={query.hasNextPage ? () => query.fetchNextPage() : undefined}
                  loading={query.isFetchingNextPage}
                />
              </section>
            )}
            {first.rates !== null && <ReceiptRates receipt={first} rates={first.rates} />}
            <ReceiptLate receipt={first} />
            <section>
              <h3>Check it yourself</h3>
              <p>
                The file holds every part of the number and every target version.{' '}
                <Code>attain receipt verify FILE</Code> computes the number again from the file alone.
              </p>
              <Button
                component="a"
                href={apiUrl(file.path, file.query)}
                download
                variant="default"
                leftSection={<IconDownload size={16} />}
              >
                Download JSON
              </Button>
              <p className="hash">sha256 {first.hash}</p>
              {first.metric.id === 'revenue' && (
                <p>
                  <Link to="/shadow/$nodeId" params={{ nodeId: first.node.id }} className="link">
                    Compare with your own spreadsheet
                  </Link>
                </p>
              )}
            </section>
          </div>
        );
      }}
    </Loaded>
  );
}

function Summary({ receipt }: { receipt: Receipt }) {
  const { figures, metric, period, organisation } = receipt;
  const currency = metric.unit === 'money' ? organisation.currency : null;
  const exact = (value: string, difference = false) =>
    format.amount(value, metric.unit, currency, { exact: true, difference });
  const scope = receipt.scope.map((node) => node.name).join(', ');
  const none = receipt.target.rule || 'no target was set for this period';
  return (
    <section className="receipt-summary">
      <h3>
        {metric.name}
        {scope !== '' && `, ${scope},`} of {receipt.node.name}
      </h3>
      <p className="card-hint">
        {format.dayRange(period.start, period.end)} · as of {format.day(receipt.as_of)},{' '}
        {organisation.time_zone}
      </p>
      <p className="receipt-formula">{metric.formula || metric.definition}</p>
      <dl className="receipt-figures">
        <div>
          <dt>Actual</dt>
          <dd>
            {figures.actual === null ? (
              <NoData reason="nothing happened in this period that it could be computed from" />
            ) : (
              exact(figures.actual)
            )}
          </dd>
        </div>
        {figures.covered !== null && (
          <div>
            <dt>Counts for the target</dt>
            <dd>{exact(figures.covered)}</dd>
          </div>
        )}
        <div>
          <dt>Target</dt>
          <dd>{figures.target === null ? <NoData reason={none} /> : exact(figures.target)}</dd>
        </div>
        <div>
          <dt>Attainment</dt>
          <dd>
            {figures.attainment === null ? <NoData reason={none} /> : format.percent(figures.attainment, 2)}
          </dd>
        </div>
        <div>
          <dt>{Number(figures.gap ?? 0) < 0 ? 'Cushion' : 'Gap'}</dt>
          <dd>
            {figures.gap === null ? (
              <NoData reason={none} />
            ) : (
              exact(String(Math.abs(Number(figures.gap))), true)
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
