import type { ReactNode } from 'react';
import type { Scorecard, ScorecardCard } from '../api/types';
import { format, NO_DATA } from '../format';
import { statusLook } from '../outlook/words';
import { RangeMark, TrendDrawing } from './shapes';
import {
  amountText,
  changeText,
  driverTexts,
  givenSentence,
  isOver,
  lineTexts,
  mainLine,
  memberFoot,
  percentText,
  proposalTexts,
  scoreNote,
  scoreText,
  statusLine,
  statusNote,
  trendSentences,
} from './words';

/** What lies between the margins of the sheet, in CSS pixels: 186 mm. */
const WIDTH = 702;

const or = (text: string | null | undefined) => text ?? NO_DATA;

interface PrintCardProps {
  view: Scorecard;
  organisation: string;
}

/** One scorecard on paper; each begins on a new sheet. */
export function PrintCard({ view, organisation }: PrintCardProps) {
  const { card } = view;
  return (
    <article className="sheet" aria-label={card.node.name}>
      <header className="sheet-head">
        <div>
          <h1 className="sheet-title">
            {card.node.name}, {card.period.label}
          </h1>
          <p>
            {card.node.title && `${card.node.title} · `}
            {format.dayRange(card.period.start, card.period.end)}
          </p>
        </div>
        <p className="sheet-org">
          {organisation}
          <br />
          As of {format.day(card.as_of)}
        </p>
      </header>
      {givenSentence(view) && <p className="sheet-given">{givenSentence(view)}</p>}
      <Figures card={card} />
      <Lines card={card} />
      <Members card={card} />
      <Drivers card={card} />
      <Trend card={card} />
      <Awards card={card} />
      <Proposals card={card} />
      {card.notes.length > 0 && (
        <ul className="sheet-notes">
          {card.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="sheet-block">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Figures({ card }: { card: ScorecardCard }) {
  const main = mainLine(card);
  const status = statusLine(card);
  const texts = main && lineTexts(main);
  const list: [string, string, string][] = [
    ['Score', or(scoreText(card.score.value)), scoreNote(card)],
    [main?.name ?? 'Actual', or(texts?.actual), texts?.target ? `of ${texts.target}` : 'There is no target.'],
    [
      'Attainment',
      or(texts?.attainment),
      texts?.gap ? `${texts.gap} against the target` : 'There is no target.',
    ],
    [
      'Status',
      status && status.kind !== 'part' ? statusLook(status.status, isOver(status, card)).word : NO_DATA,
      statusNote(card),
    ],
    [
      'Against a year before',
      or(changeText(card.trend?.change_year ?? null)),
      card.trend?.per_day ? 'per working day' : '',
    ],
  ];
  return (
    <dl className="sheet-figures">
      {list.map(([label, value, note]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="sheet-value">{value}</dd>
          <dd className="sheet-note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

function Lines({ card }: { card: ScorecardCard }) {
  if (card.lines.length === 0) return null;
  return (
    <Block title="What was asked for, and what came?">
      <table>
        <thead>
          <tr>
            <th scope="col">Target or goal</th>
            {['Weight', 'Target', 'Actual', 'Attainment', 'Against target', 'Pace', 'Finish', 'Chance'].map(
              (name) => (
                <th key={name} scope="col" className="numeric">
                  {name}
                </th>
              ),
            )}
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {card.lines.map((line) => {
            const t = lineTexts(line);
            return (
              <tr key={line.key}>
                <th scope="row">
                  {t.name}
                  <small>
                    {t.days}
                    {line.why && ` · ${line.why}`}
                  </small>
                </th>
                {[t.share, t.target, t.actual, t.attainment, t.gap, t.pace, t.finish, t.chance].map(
                  (text, at) => (
                    <td key={at} className="numeric">
                      {or(text)}
                    </td>
                  ),
                )}
                <td>{line.kind === 'part' ? NO_DATA : statusLook(line.status, isOver(line, card)).word}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Block>
  );
}

function Members({ card }: { card: ScorecardCard }) {
  const { members } = card;
  if (!members) return null;
  return (
    <Block title="Whom does it come from?">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="numeric">
              {members.name} that counted
            </th>
            <th scope="col" className="numeric">
              Own target
            </th>
            <th scope="col" className="numeric">
              Attainment
            </th>
            <th scope="col" className="numeric">
              Score
            </th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {members.rows.map((row) => (
            <tr key={row.node.id}>
              <th scope="row">{row.node.name}</th>
              <td className="numeric">{or(amountText(row.counted, members))}</td>
              <td className="numeric">{or(amountText(row.target, members))}</td>
              <td className="numeric">{or(percentText(row.attainment))}</td>
              <td className="numeric">{or(scoreText(row.score))}</td>
              <td>{row.status === 'unknown' ? NO_DATA : statusLook(row.status, row.over).word}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {memberFoot(members).map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="numeric">{amountText(value, members)}</td>
              <td colSpan={4} />
            </tr>
          ))}
        </tfoot>
      </table>
    </Block>
  );
}

function Drivers({ card }: { card: ScorecardCard }) {
  if (card.drivers.length === 0) return null;
  return (
    <Block title="How does the work behind it compare?">
      <table>
        <thead>
          <tr>
            <th scope="col">Driver</th>
            <th scope="col" className="numeric">
              This period
            </th>
            <th scope="col" className="numeric">
              Own mean before
            </th>
            <th scope="col">Difference</th>
            <th scope="col" className="numeric">
              Twelve months
            </th>
            <th scope="col">Middle half of others</th>
          </tr>
        </thead>
        <tbody>
          {card.drivers.map((driver) => {
            const t = driverTexts(driver);
            return (
              <tr key={driver.key}>
                <th scope="row">{t.name}</th>
                <td className="numeric">{or(t.now)}</td>
                <td className="numeric">{or(t.usual)}</td>
                <td>{t.variation}</td>
                <td className="numeric">{or(t.own)}</td>
                <td>
                  <RangeMark driver={driver} />
                  <small>{t.peers === null ? t.place : `${t.peers}: ${t.place}`}</small>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Block>
  );
}

function Trend({ card }: { card: ScorecardCard }) {
  const { trend } = card;
  if (!trend) return null;
  return (
    <Block title="How is that against earlier periods?">
      <TrendDrawing trend={trend} width={WIDTH} height={150} />
      <p>{trendSentences(trend, card.period.label).join(' ')}</p>
    </Block>
  );
}

function Awards({ card }: { card: ScorecardCard }) {
  if (card.awards.length === 0) return null;
  return (
    <Block title="What was recognised?">
      <ul>
        {card.awards.map((award) => (
          <li key={`${award.day} ${award.title}`}>
            <strong>{award.title}</strong> · {format.day(award.day)}
            {award.by && ` · from ${award.by}`} {award.why}
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Proposals({ card }: { card: ScorecardCard }) {
  if (card.proposals.length === 0) return null;
  return (
    <Block title="What could be next?">
      <ul>
        {card.proposals.map((proposal) => {
          const { title, text, numbers } = proposalTexts(proposal);
          return (
            <li key={`${proposal.kind} ${proposal.period.id}`}>
              <strong>{title}.</strong> {numbers} {text}
            </li>
          );
        })}
      </ul>
    </Block>
  );
}
