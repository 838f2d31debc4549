import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ApiError, messageOf } from '../api/client';
import type { Stretch, Suggestion, SuggestionList, Unit } from '../api/types';
import { sentence } from '../format';
import { type SuggestionsOf, suggestionsQuery } from './queries';
import {
  BLOCKS,
  blendedFrom,
  blendReason,
  chanceWords,
  LEVELS,
  offered,
  placeOn,
  reasonOf,
  type Sayer,
  sayIn,
  scaleOf,
  stretchReason,
} from './suggest';

interface SuggestionsProps {
  of: SuggestionsOf;
  unit: Unit;
  currency: string | null;
  /** Why nothing can be suggested here; null when the server is asked. */
  whyNone: string | null;
  /** Takes a value, with a reason that names the evidence. */
  onUse: (value: string, reason: string) => void;
}

/** What a target could be, each number with where it comes from and how sure it is. It is asked for when it is shown. */
export function Suggestions(props: SuggestionsProps) {
  const id = useId();
  return (
    <section className="suggestions" aria-labelledby={id}>
      <h3 id={id} className="suggestions-title">
        What does the evidence say?
      </h3>
      <SuggestionsBody {...props} />
    </section>
  );
}

/** The same where something else is its heading. */
export function SuggestionsBody({ of, unit, currency, whyNone, onUse }: SuggestionsProps) {
  const query = useQuery({ ...suggestionsQuery(of), enabled: whyNone === null });
  const refused = query.error instanceof ApiError && query.error.status === 422 ? query.error.message : null;
  const none = whyNone ?? refused;
  if (none !== null) return <p className="suggestions-note">{sentence(none)}</p>;
  if (query.data) return <Found list={query.data} unit={unit} currency={currency} onUse={onUse} />;
  if (query.isError) {
    return (
      <p className="suggestions-note" role="alert">
        The suggestions could not be loaded. {messageOf(query.error)}{' '}
        <Button variant="default" size="compact-sm" onClick={() => query.refetch()}>
          Try again
        </Button>
      </p>
    );
  }
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={420} radius="md" />
    </div>
  );
}

interface FoundProps extends Pick<SuggestionsProps, 'unit' | 'currency' | 'onUse'> {
  list: SuggestionList;
}

function Found({ list, unit, currency, onUse }: FoundProps) {
  const [used, setUsed] = useState('');
  const say = sayIn(unit, currency);
  const use = (value: string, reason: string) => {
    onUse(offered(value, unit), reason);
    setUsed(`The target field now says ${say.full(value)}.`);
  };
  const notes = list.notes.map(sentence);
  if (list.items.length === 0) {
    return (
      <p className="suggestions-note">
        Nothing can be suggested yet. {notes.join(' ') || 'There is no history that a target could stand on.'}
      </p>
    );
  }
  const scale = scaleOf(list);
  return (
    <>
      <Spread list={list} say={say} />
      <ul className="suggestion-list">
        {list.items.map((item) => (
          <Row key={item.block} item={item} scale={scale} say={say} onUse={use} />
        ))}
        {list.blend !== null && <BlendRow list={list} scale={scale} say={say} onUse={use} />}
      </ul>
      {list.stretch.length > 0 && <Levels levels={list.stretch} say={say} onUse={use} />}
      {notes.length > 0 && <p className="suggestions-note">{notes.join(' ')}</p>}
      <VisuallyHidden role="status">{used}</VisuallyHidden>
    </>
  );
}

type Use = (value: string, reason: string) => void;

/** How far the suggestions are apart is as telling as what they are. */
function Spread({ list, say }: { list: SuggestionList; say: Sayer }) {
  const { spread_low: low, spread_high: high, gap, ask } = list;
  return (
    <p className="suggestions-note">
      {list.items.length > 1 && low !== null && high !== null && low !== high && (
        <>
          They reach from <strong>{say.full(low)}</strong> to <strong>{say.full(high)}</strong>.{' '}
        </>
      )}
      {list.items.some((item) => item.low !== null) && 'A band is where it ends in four of five cases. '}
      {ask?.often && <>The number from above: {ask.often}. </>}
      {gap !== null && (
        <>
          The number from above asks <strong>{say.full(gap)}</strong> more than the evidence: name what shall
          bring it.
        </>
      )}
    </p>
  );
}

interface RowProps {
  scale: { from: number; to: number };
  say: Sayer;
  onUse: Use;
}

function Row({ item, scale, say, onUse }: RowProps & { item: Suggestion }) {
  const name = BLOCKS[item.block];
  return (
    <li className="suggestion">
      <div className="suggestion-what">
        <span className="suggestion-name">{name}</span>
        <span className="suggestion-text word block">{sentence(item.text)}</span>
        {item.facts.length > 0 && (
          <details>
            <summary>
              Facts<VisuallyHidden> behind {name.toLowerCase()}</VisuallyHidden>
            </summary>
            <ul>
              {item.facts.map((fact) => (
                <li key={fact}>{sentence(fact)}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <Scale scale={scale} value={item.value} low={item.low} high={item.high} />
      <div className="suggestion-value">
        <strong>{say.full(item.value)}</strong>
        {item.low !== null && item.high !== null && (
          <span className="word block">
            {say.rough(item.low)} – {say.rough(item.high)}
          </span>
        )}
      </div>
      <UseButton
        label={`${say.full(item.value)}, ${name.toLowerCase()}`}
        onClick={() => onUse(item.value, reasonOf(item, say.full))}
      />
    </li>
  );
}

function BlendRow({ list, scale, say, onUse }: RowProps & { list: SuggestionList }) {
  const value = list.blend ?? '';
  return (
    <li className="suggestion blend">
      <div className="suggestion-what">
        <span className="suggestion-name">The blend</span>
        <span className="suggestion-text word block">The mean of {blendedFrom(list)}.</span>
      </div>
      <Scale scale={scale} value={value} low={null} high={null} />
      <div className="suggestion-value">
        <strong>{say.full(value)}</strong>
      </div>
      <UseButton
        label={`${say.full(value)}, the blend`}
        onClick={() => onUse(value, blendReason(list, say.full))}
      />
    </li>
  );
}

function Levels({ levels, say, onUse }: { levels: Stretch[]; say: Sayer; onUse: Use }) {
  return (
    <>
      <h4 className="suggestions-sub">How ambitious shall it be?</h4>
      <ul className="levels" aria-label="Stretch levels">
        {levels.map((level) => (
          <li key={level.name} className="level">
            <span className="suggestion-name">{LEVELS[level.name]}</span>
            <strong className="level-value">{say.full(level.value)}</strong>
            <span className="word">
              {sentence(`reached ${chanceWords(level.chance)}`)}
              {level.uplift?.often && Number(level.uplift.share) > 0 && <> {sentence(level.uplift.often)}</>}
            </span>
            <UseButton
              label={`${say.full(level.value)}, ${LEVELS[level.name].toLowerCase()}`}
              onClick={() => onUse(level.value, stretchReason(level, say.full))}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function UseButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="default" size="compact-sm" aria-label={`Use ${label}`} onClick={onClick}>
      Use
    </Button>
  );
}

const percent = (share: number) => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;

/** A place on the scale that all rows share; the same in words stands beside it. */
function Scale({
  scale,
  value,
  low,
  high,
}: Pick<RowProps, 'scale'> & Pick<Suggestion, 'value' | 'low' | 'high'>) {
  const at = placeOn(scale, value);
  const from = low === null ? at : placeOn(scale, low);
  const to = high === null ? at : placeOn(scale, high);
  return (
    <div className="suggestion-scale" aria-hidden="true">
      {to > from && (
        <span className="suggestion-band" style={{ left: percent(from), width: percent(to - from) }} />
      )}
      <span className="suggestion-mark" style={{ left: percent(at) }} />
    </div>
  );
}
