import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useOrganisation } from '../access/session';
import type { FollowUp } from '../api/types';
import { useSearchState } from '../app/search';
import { useView } from '../app/view';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { LabelPill } from './FollowUpSection';
import { followUpsQuery } from './queries';
import { groups, peopleCount, proposalSentence, targetHint, why } from './words';
import './action.css';

/** Who needs help, with what? */
export function PeoplePage() {
  const view = useView();
  const [search] = useSearchState();
  const { currency } = useOrganisation();
  const query = useQuery(followUpsQuery(view, search.under));
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Who needs help" />
          <p className="page-sub">
            Who needs help first, and with what? By the last six periods, not by the last miss.
          </p>
        </div>
      </div>
      <Loaded query={query} height={480} level={2}>
        {({ items }) => <People items={items} columns={columns(currency)} />}
      </Loaded>
    </>
  );
}

function People({ items, columns }: { items: FollowUp[]; columns: Column<FollowUp>[] }) {
  const { help, targets, others } = groups(items);
  const table = (caption: string, rows: FollowUp[]) => (
    <DataTable caption={caption} columns={columns} rows={rows} rowKey={(row) => row.person.id} stacked />
  );
  return (
    <>
      <Section
        title="Who needs help first?"
        hint="Who falls short again and again stands first; then who may do so."
      >
        {help.length > 0 ? (
          table('People by who needs help first', help)
        ) : items.length > 0 ? (
          <Empty title="Nobody falls short again and again">A single miss is within what is usual.</Empty>
        ) : (
          <Empty title="Nobody to show">
            There are no people with targets in periods that are over, or you may not see them.
          </Empty>
        )}
      </Section>
      {targets.length > 0 && (
        <Section title="Whose target should be looked at?" hint={targetHint(targets.length, items.length)}>
          <details className="act-more" open={targets.length <= FEW}>
            <summary>{peopleCount(targets.length)}</summary>
            {table('People whose target should be looked at', targets)}
          </details>
        </Section>
      )}
      {others.length > 0 && (
        <Section title="Who does not need help?" hint="Or it is too early to say.">
          <details className="act-more" open={others.length <= FEW}>
            <summary>{peopleCount(others.length)}</summary>
            {table('People who do not need help', others)}
          </details>
        </Section>
      )}
    </>
  );
}

/** As many as are shown at once. */
const FEW = 8;

function columns(currency: string): Column<FollowUp>[] {
  return [
    {
      id: 'person',
      header: 'Person',
      className: 'sticky',
      cell: (row) => (
        <>
          <Link to="/act/$nodeId" params={{ nodeId: row.person.id }}>
            {row.person.name}
          </Link>
          <span className="word block">{row.title}</span>
        </>
      ),
    },
    {
      id: 'label',
      header: 'What the periods show',
      cell: (row) => (
        <>
          <LabelPill label={row.label} />
          <span className="word block act-why">{why(row)}</span>
        </>
      ),
    },
    {
      id: 'help',
      header: 'With what',
      cell: (row) =>
        row.decision?.state === 'accepted' ? (
          'A follow-up runs.'
        ) : row.proposal && row.offer !== 'none' ? (
          <span className="act-why">{proposalSentence(row.proposal, currency)}</span>
        ) : row.offer === 'target' ? (
          'Look at the target.'
        ) : row.offer === 'coaching' ? (
          'Talk about it.'
        ) : (
          <NoData reason="no help is called for" />
        ),
    },
    { id: 'usual', header: 'Usual attainment', numeric: true, cell: (row) => format.percent(row.usual) },
    { id: 'below', header: 'Chance below 90 %', numeric: true, cell: (row) => format.percent(row.below) },
  ];
}
