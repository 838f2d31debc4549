import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useOrganisation } from '../access/session';
import { messageOf } from '../api/client';
import type { Alert } from '../api/types';
import { format } from '../format';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { alertsQuery, useSee } from './queries';
import { byDay, linkParts, TONES } from './words';

/** What is new for the reader, and where to do something about it. */
export function AlertsPage() {
  const [onlyNew, setOnlyNew] = useState(false);
  const query = useInfiniteQuery(alertsQuery(onlyNew));
  const see = useSee();
  const unseen = query.data?.pages[0]?.unseen ?? 0;
  const seeAll = () => see.mutate(undefined, { onError: (error) => notify(messageOf(error)) });
  return (
    <>
      <PageTitle title="Alerts" />
      <p className="page-sub">
        What changed, and needs you. <Link to="/alerts/preferences">Choose what you are told, and how</Link>
      </p>
      <Section
        title="What is new for me?"
        hint={unseen === 0 ? 'You have seen everything.' : `${unseen} not seen yet`}
        actions={
          <Group gap="xs">
            <Button size="xs" variant="default" aria-pressed={onlyNew} onClick={() => setOnlyNew(!onlyNew)}>
              {onlyNew ? 'Show all' : 'Only new'}
            </Button>
            <Button size="xs" disabled={unseen === 0} loading={see.isPending} onClick={seeAll}>
              Mark all as seen
            </Button>
          </Group>
        }
      >
        <Loaded query={query} height={240}>
          {(data) => {
            const alerts = data.pages.flatMap((page) => page.items);
            if (alerts.length === 0) {
              return (
                <Empty title={onlyNew ? 'Nothing is new' : 'Nothing happened yet'}>
                  You are told here when a target comes to be at risk or is reached, a deal stands still, or
                  something is due.
                </Empty>
              );
            }
            return <Days alerts={alerts} />;
          }}
        </Loaded>
        {query.hasNextPage && (
          <Button
            mt="md"
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </Section>
    </>
  );
}

function Days({ alerts }: { alerts: Alert[] }) {
  const { time_zone: timeZone } = useOrganisation();
  return byDay(alerts, timeZone).map(({ day, alerts: list }) => (
    <section key={day} className="alert-day">
      <h3 className="alert-date">{format.day(day)}</h3>
      <ul className="alerts">
        {list.map((alert) => (
          <AlertItem key={alert.id} alert={alert} timeZone={timeZone} />
        ))}
      </ul>
    </section>
  ));
}

function AlertItem({ alert, timeZone }: { alert: Alert; timeZone: string }) {
  const see = useSee();
  const { tone, word } = TONES[alert.tone];
  const seen = alert.seen_at !== null;
  return (
    <li className="alert" data-seen={seen}>
      <div className="alert-head">
        <Pill tone={tone}>{word}</Pill>
        {!seen && <span className="alert-new">new</span>}
        <span className="word">{format.instant(alert.made_at, timeZone)}</span>
      </div>
      <Link
        {...linkParts(alert.link)}
        className="alert-title"
        onClick={() => {
          if (!seen) see.mutate([alert.id]);
        }}
      >
        {alert.title}
      </Link>
      <p className="alert-text">{alert.text}</p>
    </li>
  );
}
