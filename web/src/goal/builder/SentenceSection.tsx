import { Button, Kbd } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useOrganisation } from '../../access/session';
import { messageOf } from '../../api/client';
import type { GoalInput } from '../../api/types';
import { format, sentence } from '../../format';
import { Section } from '../../ui/Section';
import type { PartProps } from '../form/part';
import { segments } from '../phrases';
import { Missing } from './Missing';
import { Questions } from './Questions';
import { SentenceInput } from './SentenceInput';
import type { Builder } from './useBuilder';

interface SentenceSectionProps {
  builder: Builder;
  part: PartProps;
}

/** Where the next open thing has the focus after Enter in the sentence. */
const OPEN_THINGS = '[data-open-thing] input, [data-open-thing] button, [data-propose]';

function toNextThing() {
  document.querySelector<HTMLElement>(OPEN_THINGS)?.focus();
}

export function SentenceSection({ builder, part }: SentenceSectionProps) {
  const { draft, understanding, isThinking } = builder;
  const id = useId();
  // What is added stands in brackets, which are no part of the words.
  const completion = understanding?.completion?.replaceAll(/[[\]]/g, '') ?? null;
  return (
    <Section
      title="What do you want to achieve?"
      hint="Say what, how much, and by when. Every doubt is asked; nothing is guessed."
      actions={
        (draft.text !== '' || Object.keys(draft.overlay).length > 0) && (
          <Button variant="subtle" size="compact-sm" onClick={builder.reset}>
            Start over
          </Button>
        )
      }
    >
      <SentenceInput
        text={draft.text}
        phrases={understanding?.phrases ?? []}
        busy={isThinking}
        describedBy={id}
        onChange={builder.write}
        onDone={toNextThing}
        onComplete={completion ? () => builder.write(completion) : null}
      />
      {draft.text.trim() === '' && <Examples onChoose={builder.write} />}
      {completion && (
        <p className="completion">
          <span>
            You could say: <q>{completion}</q>
          </span>
          <Button
            variant="light"
            size="compact-sm"
            rightSection={<Kbd size="xs">→</Kbd>}
            onClick={() => builder.write(completion)}
          >
            Take it
          </Button>
        </p>
      )}
      {understanding && <Gloss text={draft.text} builder={builder} />}
      <Questions builder={builder} />
      <Missing builder={builder} part={part} />
      <Also builder={builder} />
      <Readback builder={builder} id={id} />
    </Section>
  );
}

function Examples({ onChoose }: { onChoose: (text: string) => void }) {
  const { currency } = useOrganisation();
  const money = format.amount('500000', 'money', currency);
  const examples = [
    `Achieve ${money} in sales revenue by the end of Q1`,
    'Improve the lead-to-sale conversion rate from 15% to 25% by the end of the year',
    'Each rep makes 12 demos a week until June',
  ];
  return (
    <ul className="examples" aria-label="Examples">
      {examples.map((example) => (
        <li key={example}>
          <button type="button" className="example" onClick={() => onChoose(example)}>
            {example}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Each phrase with what it was taken for. */
function Gloss({ text, builder }: { text: string; builder: Builder }) {
  const phrases = segments(text, builder.understanding?.phrases ?? []).flatMap((piece) => piece.phrase ?? []);
  if (phrases.length === 0) return null;
  return (
    <ul className="gloss" aria-label="What each part was taken for">
      {phrases.map((phrase) => (
        <li key={`${phrase.start}-${phrase.field}`}>
          <mark>{phrase.text}</mark>
          <span>{phrase.meaning}</span>
        </li>
      ))}
    </ul>
  );
}

/** A sentence can state more than one goal; a second one is often what must hold besides. */
function Also({ builder }: { builder: Builder }) {
  const { goal, understanding, change } = builder;
  const also = understanding?.also ?? [];
  const isGuard = (other: GoalInput) => goal.guards.some((guard) => guard.metric === other.metric);
  const open = also.filter((other) => other.metric !== '' && other.value !== null && !isGuard(other));
  if (open.length === 0) return null;
  return (
    <div className="also" data-open-thing>
      <p>The sentence holds {open.length === 1 ? 'one more goal' : `${open.length} more goals`}.</p>
      {open.map((other) => (
        <Button
          key={other.metric}
          size="xs"
          variant="default"
          onClick={() =>
            change({
              guards: [
                ...goal.guards,
                {
                  metric: other.metric,
                  scope: other.scope,
                  aim: other.aim,
                  value: other.value,
                  upper: other.upper,
                },
              ],
            })
          }
        >
          Keep {other.title || other.metric} as a guardrail
        </Button>
      ))}
    </div>
  );
}

/** The whole goal in one plain sentence, and whether anything is open; also for those who listen. */
function Readback({ builder, id }: { builder: Builder; id: string }) {
  const { advice, questions, missing, isReady, draft, error } = builder;
  const open = questions.filter((question) => draft.answers[question.id] === undefined).length;
  const parts = [
    open > 0 ? (open === 1 ? 'One question is open.' : `${open} questions are open.`) : '',
    missing.length > 0 ? missing.map((item) => sentence(item.text)).join(' ') : '',
  ].filter(Boolean);
  return (
    <div id={id} className="readback" role="status" aria-live="polite">
      {error ? (
        <p>It could not be understood just now: {messageOf(error)}</p>
      ) : (
        <>
          {advice?.readback && (
            <p className="readback-text">
              {isReady && <IconCircleCheck size={20} aria-hidden="true" />}
              <span>
                <span className="word">Read back</span> {advice.readback}
              </span>
            </p>
          )}
          {parts.length > 0 && <p className="word">{parts.join(' ')}</p>}
          {[...(advice?.problems ?? []), ...(advice?.warnings ?? [])].map((problem) => (
            <p key={problem.field + problem.message} className="readback-problem">
              {fieldWord(problem.field)}: {problem.message}
            </p>
          ))}
        </>
      )}
    </div>
  );
}

const FIELD_WORDS: Record<string, string> = {
  owner: 'Who',
  each_owner: 'Who',
  metric: 'What is counted',
  scope: 'Only of',
  aim: 'How much',
  value: 'How much',
  upper: 'How much',
  change: 'How much',
  each: 'Counted over',
  start: 'When',
  end: 'When',
  currency: 'Currency',
  rates: 'Currency',
  parent: 'Part of',
  guards: 'Guardrails',
  checks: 'Days to look at it',
};

function fieldWord(path: string): string {
  return FIELD_WORDS[path.split(/[.[]/, 1)[0] ?? ''] ?? 'Goal';
}
