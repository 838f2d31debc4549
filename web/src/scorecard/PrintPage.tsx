import { useQueries, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useOrganisation } from '../access/session';
import type { Scorecard } from '../api/types';
import { light } from '../app/palette';
import { useSearchState } from '../app/search';
import { variables } from '../app/theme';
import { Failure } from '../ui/states';
import { PrintCard } from './PrintCard';
import { type CardQuestion, scorecardQuery, scorecardsQuery } from './queries';
import './print.css';

/** More would be a file that no browser prints in reasonable time. */
const MOST = 200;

/**
 * A scorecard on paper: of fixed width, light, without anything to press or to scroll. `?all=team` prints those of
 * everybody who belonged to the node, one after another.
 */
export function PrintPage() {
  const { nodeId } = useParams({ from: '/print/scorecard/$nodeId' });
  const [search] = useSearchState();
  const question: CardQuestion = {
    period: search.period,
    as_of: search.as_of,
    version: search.version === 'now' ? 'now' : undefined,
  };
  const all = search.all === 'team';
  const people = useQuery({ ...scorecardsQuery(nodeId, question), enabled: all });
  const ids = all ? (people.data?.items ?? []).slice(0, MOST).map(({ node }) => node.id) : [];
  const cards = useQueries({ queries: [nodeId, ...ids].map((id) => scorecardQuery(id, question)) });
  const failed = [people, ...cards].find(({ isError }) => isError);
  const isReady =
    (!all || people.data !== undefined) &&
    cards.every(({ data, isPlaceholderData }) => data && !isPlaceholderData);
  const loaded = cards.flatMap(({ data }) => data ?? []);
  useEffect(() => {
    const [first] = loaded;
    if (first) document.title = `Scorecard ${first.card.node.name}, ${first.card.period.label} · Attain`;
  });
  if (failed) {
    return (
      <main className="outside">
        <div className="card outside-card">
          <Failure error={failed.error} level={1} />
        </div>
      </main>
    );
  }
  return <Sheets cards={isReady ? loaded : []} isReady={isReady} />;
}

function Sheets({ cards, isReady }: { cards: Scorecard[]; isReady: boolean }) {
  const organisation = useOrganisation();
  return (
    <main className="print" style={variables(light)} data-ready={isReady ? '' : undefined}>
      {!isReady && <h1 className="print-wait">The scorecard is being made ready for print…</h1>}
      {cards.map((view) => (
        <PrintCard key={view.card.node.id} view={view} organisation={organisation.name} />
      ))}
    </main>
  );
}
