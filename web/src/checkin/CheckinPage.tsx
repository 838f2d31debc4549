import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useOrganisation } from '../access/session';
import { messageOf } from '../api/client';
import type { AgendaLine, Checkin, CheckinItem } from '../api/types';
import { format } from '../format';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { CommitForm } from './CommitForm';
import { Commitments } from './Commitments';
import { checkinQuery, useChange } from './queries';
import { linesOf, SECTIONS } from './words';
import './checkin.css';

export function CheckinPage() {
  const { checkinId } = useParams({ from: '/app/checkins/$checkinId' });
  const query = useQuery(checkinQuery(checkinId));
  return (
    <Loaded query={query} height={480}>
      {(checkin) => <Shown checkin={checkin} />}
    </Loaded>
  );
}

function Shown({ checkin }: { checkin: Checkin }) {
  const { currency } = useOrganisation();
  const change = useChange(checkin.id);
  const isPlanned = checkin.state === 'planned';
  const refresh = () =>
    change.mutate(
      { method: 'post', at: 'agenda', body: { revision: checkin.revision } },
      {
        onSuccess: () => notify('The agenda is written from the numbers of today.'),
        onError: (error) => notify(messageOf(error)),
      },
    );
  return (
    <>
      <div className="page-head">
        <div>
          <PageTitle title={`Check-in of ${checkin.report.name} and ${checkin.manager.name}`} />
          <p className="page-sub">
            <Link to="/checkins">Check-ins</Link> · {format.day(checkin.day)} ·{' '}
            <Pill>{checkin.shared ? `${checkin.state}, shared with you` : checkin.state}</Pill> · The numbers
            are as known on {format.day(checkin.as_of)}
            {checkin.since ? `, compared with ${format.day(checkin.since)}` : ', and it is the first one'}.
          </p>
        </div>
        {isPlanned && checkin.may_change && (
          <Button variant="default" size="xs" loading={change.isPending} onClick={refresh}>
            Write it from today’s numbers
          </Button>
        )}
      </div>
      {!isPlanned && checkin.note && (
        <p className="checkin-note">
          <strong>What came of it:</strong> {checkin.note}
        </p>
      )}
      <div className="checkin-columns">
        <div>
          {SECTIONS.map((section) => (
            <Section key={section.id} title={section.title}>
              <Agenda
                lines={linesOf(checkin.lines, section.id)}
                none={section.none}
                report={checkin.report.id}
              />
            </Section>
          ))}
        </div>
        <div>
          <Section title="What do we commit to?">
            {checkin.commitments.length > 0 && (
              <Commitments list={checkin.commitments} currency={currency} readOnly={checkin.shared} />
            )}
            {checkin.may_change && <CommitForm checkin={checkin} />}
            {checkin.commitments.length === 0 && !checkin.may_change && (
              <p className="muted">Nothing was promised.</p>
            )}
          </Section>
          <Items
            checkin={checkin}
            kind="topic"
            title="What else is blocked, or to be talked about?"
            label="Topic"
          />
          <Items checkin={checkin} kind="note" title="What did we say?" label="Note for the two of you" />
          {!checkin.shared && (
            <Items checkin={checkin} kind="own" title="What only you read" label="Note for yourself" />
          )}
          {isPlanned && checkin.may_change && <Ending checkin={checkin} />}
        </div>
      </div>
    </>
  );
}

function Agenda({ lines, none, report }: { lines: AgendaLine[]; none: string; report: string }) {
  if (lines.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="agenda">
      {lines.map((line) => (
        <li key={line.kind + line.text}>
          <div>{line.text}</div>
          <LineLinks line={line} report={report} />
        </li>
      ))}
    </ul>
  );
}

/** Each line leads to the number that it tells. */
function LineLinks({ line, report }: { line: AgendaLine; report: string }) {
  if (line.goal) {
    return (
      <Link to="/goals/$goalId" params={{ goalId: line.goal }} className="link">
        Goal<span className="sr-only">: {line.text}</span>
      </Link>
    );
  }
  if (line.metric) {
    return (
      <Link
        to="/n/$nodeId"
        params={{ nodeId: line.node }}
        search={{ metric: line.metric, period: line.period, receipt: `${line.node}~${line.metric}` }}
        className="link"
      >
        Receipt<span className="sr-only">: {line.text}</span>
      </Link>
    );
  }
  if (line.deal) {
    return (
      <Link to="/forecast" search={{ under: report }} className="link">
        Forecast<span className="sr-only">: {line.text}</span>
      </Link>
    );
  }
  return null;
}

interface ItemsProps {
  checkin: Checkin;
  kind: CheckinItem['kind'];
  title: string;
  label: string;
}

function Items({ checkin, kind, title, label }: ItemsProps) {
  const { time_zone: timeZone } = useOrganisation();
  const [text, setText] = useState('');
  const change = useChange(checkin.id);
  const items = checkin.items.filter((item) => item.kind === kind);
  const mayAdd = checkin.may_change && (kind !== 'topic' || checkin.state === 'planned');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    change.mutate(
      { method: 'post', at: 'items', body: { kind, text } },
      { onSuccess: () => setText(''), onError: (error) => notify(messageOf(error)) },
    );
  };
  const remove = (item: CheckinItem) =>
    change.mutate(
      { method: 'remove', at: `items/${encodeURIComponent(item.id)}` },
      { onError: (error) => notify(messageOf(error)) },
    );
  if (items.length === 0 && !mayAdd) return null;
  return (
    <Section title={title}>
      <ul className="agenda">
        {items.map((item) => (
          <li key={item.id}>
            <div>
              <span className="checkin-note">{item.text}</span>
              <span className="word block">
                {item.mine ? 'you' : item.by.name}, {format.instant(item.at, timeZone)}
              </span>
            </div>
            {item.mine && (
              <Button size="compact-sm" variant="default" onClick={() => remove(item)}>
                Delete<span className="sr-only">: {item.text}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayAdd && (
        <form className="checkin-add" onSubmit={submit}>
          {kind === 'topic' ? (
            <TextInput label={label} value={text} onChange={(event) => setText(event.currentTarget.value)} />
          ) : (
            <Textarea
              label={label}
              description="Ctrl and Enter adds it"
              autosize
              minRows={2}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
              }}
            />
          )}
          <Button type="submit" variant="default" loading={change.isPending}>
            Add<span className="sr-only"> {label}</span>
          </Button>
        </form>
      )}
    </Section>
  );
}

function Ending({ checkin }: { checkin: Checkin }) {
  const [note, setNote] = useState('');
  const [isMissing, setMissing] = useState(false);
  const change = useChange(checkin.id);
  const settle = (state: 'held' | 'skipped') => {
    if (state === 'skipped' && note.trim() === '') {
      setMissing(true);
      return;
    }
    change.mutate(
      { method: 'post', at: 'settle', body: { revision: checkin.revision, state, note } },
      {
        onSuccess: () =>
          notify(
            state === 'held'
              ? 'The check-in is held. Its numbers stay as they are.'
              : 'The check-in is skipped.',
          ),
        onError: (error) => notify(messageOf(error)),
      },
    );
  };
  return (
    <Section title="Is it over?" hint="Then the agenda stays as it is, and the next one compares with it.">
      <Textarea
        label="What came of it, or why it is skipped"
        description="Both of you read it"
        autosize
        minRows={2}
        error={isMissing && 'Say why it is skipped'}
        value={note}
        onChange={(event) => {
          setMissing(false);
          setNote(event.currentTarget.value);
        }}
      />
      <div className="checkin-end">
        <Button loading={change.isPending} onClick={() => settle('held')}>
          We held it
        </Button>
        <Button variant="default" disabled={change.isPending} onClick={() => settle('skipped')}>
          Skip it
        </Button>
      </div>
    </Section>
  );
}
