import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMapOff, IconMoodEmpty } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError, messageOf } from '../api/client';

interface MessageProps {
  icon?: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** h1 when the message is the whole page. */
  level?: 1 | 2 | 3;
}

/** What happened, why, and what to do next. */
export function Message({ icon, title, children, action, level = 3 }: MessageProps) {
  const Heading = `h${level}` as 'h1' | 'h2' | 'h3';
  return (
    <div className="message">
      <span className="message-icon" aria-hidden="true">
        {icon}
      </span>
      <Heading className="message-title">{title}</Heading>
      <div className="message-text">{children}</div>
      {action && <div className="message-action">{action}</div>}
    </div>
  );
}

export function Empty(props: Omit<MessageProps, 'icon'>) {
  return <Message icon={<IconMoodEmpty size={28} stroke={1.5} />} {...props} />;
}

interface FailureProps {
  error: unknown;
  retry?: () => void;
  level?: 1 | 2 | 3;
}

export function Failure({ error, retry, level }: FailureProps) {
  const status = error instanceof ApiError ? error.status : null;
  const home = (
    <Button component={Link} to="/" variant="default">
      Go to my number
    </Button>
  );
  if (status === 404) {
    return (
      <Message icon={<IconMapOff size={28} stroke={1.5} />} title="Not found" level={level} action={home}>
        It does not exist, it did not exist on this date, or you may not see it. Check the address and the “as
        of” date, or start from your own number.
      </Message>
    );
  }
  if (status === 403) {
    return (
      <Message
        icon={<IconLock size={28} stroke={1.5} />}
        title="You may not do this"
        level={level}
        action={home}
      >
        {messageOf(error)} Ask an administrator when you need it for your work.
      </Message>
    );
  }
  return (
    <Message
      icon={<IconAlertTriangle size={28} stroke={1.5} />}
      title={status === 0 ? 'No connection to the server' : 'This could not be loaded'}
      level={level}
      action={retry ? <Button onClick={retry}>Try again</Button> : home}
    >
      {messageOf(error)}
    </Message>
  );
}

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'isError' | 'isPlaceholderData' | 'error'> & {
    refetch: () => unknown;
  };
  /** Height of the finished content, so that nothing jumps. */
  height: number;
  level?: 1 | 2 | 3;
  children: (data: T) => ReactNode;
}

/** Skeleton of the final size, then the content, or what went wrong. Old content stays while new content loads. */
export function Loaded<T>({ query, height, level, children }: LoadedProps<T>) {
  if (query.data !== undefined && !(query.isError && query.isPlaceholderData)) return children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => query.refetch()} level={level} />;
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={height} radius="md" />
    </div>
  );
}
