import { type KeyboardEvent, useId } from 'react';
import type { Phrase } from '../../api/types';
import { segments } from '../phrases';

interface SentenceInputProps {
  text: string;
  phrases: Phrase[];
  busy: boolean;
  describedBy: string;
  onChange: (text: string) => void;
  /** Enter: on to the next thing that is open. */
  onDone: () => void;
  /** →  at the end of the text takes the completion, when there is one. */
  onComplete: (() => void) | null;
}

/** One sentence; what was understood of it is marked behind the letters. */
export function SentenceInput(props: SentenceInputProps) {
  const { text, phrases, busy, describedBy, onChange, onDone, onComplete } = props;
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAtEnd = selectionStart === value.length && selectionEnd === value.length;
    if (event.key === 'Enter') {
      event.preventDefault();
      onDone();
    } else if (event.key === 'ArrowRight' && isAtEnd && onComplete) {
      event.preventDefault();
      onComplete();
    }
  };
  return (
    <div className="sentence">
      <label htmlFor={id} className="field-label">
        Your goal in one sentence
      </label>
      <div className="sentence-box">
        <div className="sentence-marks" aria-hidden="true">
          {segments(text, phrases).map((piece, at) =>
            piece.phrase ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
          )}
          {/* A last line that is empty would have no height. */}
          {'\u200b'}
        </div>
        <textarea
          id={id}
          className="sentence-text"
          rows={1}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={describedBy}
          aria-busy={busy}
          placeholder="For example: Achieve $500,000 in sales revenue by the end of Q1"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value.replaceAll('\n', ' '))}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
