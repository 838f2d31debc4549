import { SegmentedControl } from '@mantine/core';
import { useOrganisation } from '../access/session';
import { useSearchState } from '../app/search';
import { ViewBar } from '../app/ViewBar';
import { useView } from '../app/view';
import { kindPlural, kindWord } from '../org/queries';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { AttainmentTable } from './AttainmentTable';

const KINDS = ['person', 'team', 'territory'];

export function RankingPage() {
  const view = useView();
  const organisation = useOrganisation();
  const [search, change] = useSearchState();
  const by = KINDS.find((kind) => kind === search.by) ?? 'person';
  const plural = kindPlural(by).toLowerCase();
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title="Ranking" />
          <p className="page-sub">Where do we stand? By attainment, not by raw money.</p>
        </div>
        <ViewBar />
      </div>
      <Section
        title={`Who is furthest on the way to the target?`}
        hint="Bar: attainment. Mark: what the plan expects today."
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Rank"
            value={by}
            onChange={(value) => change({ by: value === 'person' ? undefined : value, q: undefined })}
            data={KINDS.map((kind) => ({ value: kind, label: kindPlural(kind) }))}
          />
        }
      >
        <AttainmentTable
          key={by}
          view={view}
          filter={{ by }}
          caption={`Ranking of ${plural} by attainment`}
          nameHeader={kindWord(by)}
          findLabel={`Find one of the ${plural}`}
          withRank
          defaultSort={{ by: 'rank', order: 'asc' }}
          emptyText={
            organisation.publish_ranking
              ? 'Nobody has a target in this period. Choose another period above.'
              : 'The ranking is not published to you, or nobody has a target in this period.'
          }
        />
      </Section>
    </>
  );
}
