import { Button, Code } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AdminTabs } from '../access/AdminTabs';
import { Forbidden } from '../access/Forbidden';
import { useOrganisation, useSession } from '../access/session';
import { messageOf } from '../api/client';
import type { MailSent } from '../api/types';
import { format } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { NoData } from '../ui/NoData';
import { PageTitle } from '../ui/PageTitle';
import { Pill } from '../ui/Pill';
import { Section } from '../ui/Section';
import { Empty, Loaded } from '../ui/states';
import { notify } from '../ui/toast';
import { mailQuery, useTestMail } from './queries';

const STATES = {
  waiting: { tone: 'neutral', word: 'waiting' },
  sent: { tone: 'good', word: 'sent' },
  failed: { tone: 'bad', word: 'given up' },
  dropped: { tone: 'neutral', word: 'not needed' },
} as const;

function columns(timeZone: string): Column<MailSent>[] {
  return [
    { id: 'to', header: 'To', className: 'sticky', cell: (row) => row.to },
    {
      id: 'state',
      header: 'State',
      cell: (row) => <Pill tone={STATES[row.state].tone}>{STATES[row.state].word}</Pill>,
    },
    {
      id: 'made',
      header: 'Written',
      className: 'nowrap',
      cell: (row) => format.instant(row.made_at, timeZone),
    },
    {
      id: 'sent',
      header: 'Sent',
      className: 'nowrap',
      cell: (row) =>
        row.sent_at ? (
          format.instant(row.sent_at, timeZone)
        ) : (
          <NoData
            reason={
              row.state === 'waiting'
                ? `tried next ${format.instant(row.due_at, timeZone)}`
                : 'it was not sent'
            }
          />
        ),
    },
    { id: 'tries', header: 'Tries', numeric: true, cell: (row) => format.count(row.tries) },
    { id: 'error', header: 'What the server said', cell: (row) => row.error || <NoData reason="no error" /> },
  ];
}

/** Whether mail works, for who can mend it. */
export function MailPage() {
  const { user } = useSession();
  if (user.role !== 'admin') return <Forbidden what="Mail is for administrators." />;
  return <Mails />;
}

function Mails() {
  const { time_zone: timeZone } = useOrganisation();
  const query = useQuery(mailQuery);
  const test = useTestMail();
  const shown = useMemo(() => columns(timeZone), [timeZone]);
  const tryIt = () =>
    test.mutate(undefined, {
      onSuccess: () => notify('A mail to you was taken by the server. Look into your mailbox.'),
      onError: (error) => notify(messageOf(error)),
    });
  return (
    <>
      <PageTitle title="Mail" />
      <p className="page-sub">Alerts and digests that go out by email.</p>
      <AdminTabs />
      <Loaded query={query} height={240}>
        {(mail) => (
          <Section
            title="Do mails go out?"
            hint={
              mail.ready
                ? `${format.count(mail.sent)} sent, ${format.count(mail.waiting)} waiting, ${format.count(mail.failed)} given up`
                : 'No mail server is set.'
            }
            actions={
              mail.ready && (
                <Button size="xs" loading={test.isPending} onClick={tryIt}>
                  Send me a test
                </Button>
              )
            }
          >
            {!mail.ready ? (
              <Empty title="Mail is not set up">
                Start the server with <Code>--mail-server smtp://host:587</Code> and{' '}
                <Code>--mail-from attain@example.com</Code>. Until then alerts stand on the page only.
              </Empty>
            ) : mail.latest.length === 0 ? (
              <Empty title="No mail was needed yet">
                Send yourself a test to see whether it would arrive.
              </Empty>
            ) : (
              <DataTable caption="Latest mails" columns={shown} rows={mail.latest} rowKey={(row) => row.id} />
            )}
          </Section>
        )}
      </Loaded>
    </>
  );
}
