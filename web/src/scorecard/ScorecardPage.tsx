import { Button, SegmentedControl } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Scorecard, ScorecardCard } from '../api/types';
import { AsOfPicker } from '../app/AsOf';
import { useSearchState } from '../app/search';
import { useView } from '../app/view';
import { Chart } from '../chart/Chart';
import { format } from '../format';
import { StatusPill } from '../outlook/StatusPill';
import { LinkButton } from '../ui/LinkButton';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { Tile } from '../ui/Tile';
import { trendModel } from './chart';
import { CommitmentsSection, ProposalsSection } from './next';
import { PeriodPicker } from './PeriodPicker';
import { type CardQuestion, scorecardQuery, workbookOf } from './queries';
import { DriversTable, LinesTable, MembersTable } from './tables';
import './scorecard.css';
import {
  amountText,
  changeText,
  givenSentence,
  isOver,
  lineTexts,
  mainLine,
  percentText,
  scoreNote,
  scoreText,
  statusLine,
  statusNote,
  trendSentences,
} from './words';

/** How did this period go? */
export function ScorecardPage() {
  const { nodeId } = useParams({ from: '/app/scorecard/$nodeId' });
  const view = useView();
  const [search, change] = useSearchState();
  const question: CardQuestion = {
    period: search.period,
    as_of: view.asOfParameter,
    version: search.version === 'now' ? 'now' : undefined,
  };
  const query = useQuery(scorecardQuery(nodeId, question));
  return (
    <Loaded query={query} height={900} level={1}>
      {(data) => (
        <>
          <Head data={data} question={question} />
          <Version
            data={data}
            onVersion={(version) => change({ version: version === 'now' ? 'now' : undefined })}
          />
          <Tiles card={data.card} />
          <LinesSection data={data} />
          <MembersTable card={data.card} />
          <DriversSection card={data.card} />
          <TrendSection card={data.card} />
          <AwardsSection card={data.card} />
          {data.card.node.kind === 'person' && <CommitmentsSection nodeId={nodeId} question={question} />}
          <ProposalsSection card={data.card} />
        </>
      )}
    </Loaded>
  );
}

function Head({ data, question }: { data: Scorecard; question: CardQuestion }) {
  const { card } = data;
  const [, change] = useSearchState();
  return (
    <div className="page-head">
      <div>
        <PageTitle title={`How did ${card.period.label} go for ${card.node.name}?`} />
        <p className="page-sub">
          {card.node.title && `${card.node.title} · `}
          {format.dayRange(card.period.start, card.period.end)} ·{' '}
          <Link to="/n/$nodeId" params={{ nodeId: card.node.id }} className="link">
            To the numbers of {card.node.name}
          </Link>
        </p>
      </div>
      <search className="view-bar" aria-label="What is shown">
        <Button
          size="xs"
          variant="default"
          aria-label="The period before"
          disabled={!data.previous}
          onClick={() => change({ period: data.previous })}
        >
          <IconChevronLeft size={16} />
        </Button>
        <PeriodPicker card={card} onChange={(period) => change({ period })} />
        <Button
          size="xs"
          variant="default"
          aria-label="The period after"
          disabled={!data.next}
          onClick={() => change({ period: data.next })}
        >
          <IconChevronRight size={16} />
        </Button>
        <AsOfPicker />
        <LinkButton
          to="/print/scorecard/$nodeId"
          params={{ nodeId: card.node.id }}
          search={{ period: card.period.id, as_of: question.as_of, version: question.version }}
          size="xs"
          variant="default"
          leftSection={<IconPrinter size={16} />}
        >
          Print
        </LinkButton>
        <Button
          component="a"
          href={workbookOf(card.node.id, { ...question, period: card.period.id })}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Workbook
        </Button>
      </search>
    </div>
  );
}

/** A scorecard that was given stays; what became known later is said beside it. */
function Version({ data, onVersion }: { data: Scorecard; onVersion: (version: string) => void }) {
  const text = givenSentence(data);
  if (!text) return null;
  return (
    <div className="card-version">
      <p>{text}</p>
      {data.given && data.changes.length > 0 && (
        <>
          <SegmentedControl
            size="xs"
            aria-label="Version"
            value={data.card.as_of === data.given.as_of ? 'given' : 'now'}
            onChange={onVersion}
            data={[
              { value: 'given', label: 'As given' },
              { value: 'now', label: 'As known now' },
            ]}
          />
          <ul aria-label="What is another now">
            {data.changes.map((item) => {
              const line = data.card.lines.find(({ key }) => key === item.key);
              const text = (value: string | null) =>
                item.what === 'attainment' || item.what === 'new' || item.what === 'gone' || !line
                  ? percentText(value)
                  : amountText(value, line);
              return (
                <li key={`${item.key} ${item.what}`}>
                  {item.name}, {item.what}: {text(item.before) ?? 'none'} as given,{' '}
                  {text(item.after) ?? 'none'} as known now
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}

function Tiles({ card }: { card: ScorecardCard }) {
  const main = mainLine(card);
  const status = statusLine(card);
  const texts = main && lineTexts(main);
  const score = scoreText(card.score.value);
  const none = card.notes[0] ?? 'nobody set a target for this period';
  const year = changeText(card.trend?.change_year ?? null);
  return (
    <ul className="tiles" aria-label="Key figures">
      <Tile label="Score" value={score ?? <NoData reason={none} />}>
        {scoreNote(card)}
      </Tile>
      <Tile
        label={main ? `${main.name}, actual` : 'Actual'}
        value={texts?.actual ?? <NoData reason={none} />}
      >
        {texts?.target ? `of ${texts.target}` : 'There is no target.'}
      </Tile>
      <Tile label="Attainment" value={texts?.attainment ?? <NoData reason={none} />}>
        {texts?.gap
          ? `${texts.gap} against the target${main?.kind === 'part' ? '’s part of this period' : ''}`
          : none}
      </Tile>
      <Tile
        label="Status"
        value={
          status ? (
            <StatusPill status={status.status} over={isOver(status, card)} />
          ) : (
            <NoData reason={none} />
          )
        }
      >
        {statusNote(card)}
      </Tile>
      <Tile
        label="Against a year before"
        value={year ?? <NoData reason="there is nothing a year before to compare with" />}
      >
        {card.trend?.per_day ? 'per working day, the same period' : 'the same period'}
      </Tile>
    </ul>
  );
}

function LinesSection({ data }: { data: Scorecard }) {
  const { card } = data;
  return (
    <Section
      title="What was asked for, and what came?"
      hint="The weights of what counts sum to 100 %; what does not count says why."
    >
      {card.lines.length === 0 ? (
        <Empty title="There is no target and no goal">
          Nobody set one for {card.period.label}. Set a target or a goal, and the next scorecard has a score.
        </Empty>
      ) : (
        <LinesTable card={card} />
      )}
      {card.notes.length > 0 && (
        <ul className="card-notes" aria-label="Notes">
          {card.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function DriversSection({ card }: { card: ScorecardCard }) {
  return (
    <Section
      title="How does the work behind it compare?"
      hint="This period with the node’s own periods before; twelve months with the middle half of those who do the same work. Rates of few cases are drawn to the others’."
    >
      {card.drivers.length === 0 ? (
        <Empty title="Nothing is known of the work">
          Activities, leads and opportunities tell how sales come about; none of them are recorded here.
        </Empty>
      ) : (
        <DriversTable card={card} />
      )}
    </Section>
  );
}

function TrendSection({ card }: { card: ScorecardCard }) {
  const { trend } = card;
  const model = useMemo(() => (trend ? trendModel(trend) : null), [trend]);
  return (
    <Section title="How is that against earlier periods?">
      {trend && model ? (
        <>
          <Chart
            label="How is that against earlier periods?"
            fileName={`scorecard-trend-${card.period.id}`}
            model={model}
            height={260}
            legend={
              <span className="card-hint">
                {trend.name}
                {trend.per_day && ' per working day'}; the last bar is {card.period.label}.
              </span>
            }
          />
          <p className="trend-words">{trendSentences(trend, card.period.label).join(' ')}</p>
        </>
      ) : (
        <Empty title="There is nothing to compare with">No earlier period has numbers.</Empty>
      )}
    </Section>
  );
}

function AwardsSection({ card }: { card: ScorecardCard }) {
  if (card.awards.length === 0) return null;
  return (
    <Section title="What was recognised?">
      <ul className="card-list">
        {card.awards.map((award) => (
          <li key={`${award.day} ${award.title}`}>
            <strong>{award.title}</strong> · {format.day(award.day)}
            {award.by && ` · from ${award.by}`}
            <span className="word block">{award.why}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
