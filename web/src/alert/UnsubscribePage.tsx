import { Button, Alert as Note, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { OutsidePage } from '../access/OutsidePage';
import { messageOf } from '../api/client';
import { useSearchState } from '../app/search';
import { PageTitle } from '../ui/PageTitle';
import { useUnsubscribe } from './queries';

/** Where the link in a mail leads. It asks first: programs that read mails open every link. */
export function UnsubscribePage() {
  const [search] = useSearchState();
  const end = useUnsubscribe();
  return (
    <OutsidePage>
      <PageTitle title={end.isSuccess ? 'No more emails' : 'No more emails from Attain?'} />
      {end.isSuccess ? (
        <p>
          You get no more emails. What is new still stands on the page; there you can{' '}
          <Link to="/alerts/preferences" search={{}}>
            choose otherwise
          </Link>
          .
        </p>
      ) : (
        <Stack>
          <p>What is new still stands on the page. You can choose otherwise there at any time.</p>
          {end.error && (
            <Note color="red" role="alert">
              {messageOf(end.error)}
            </Note>
          )}
          <Button loading={end.isPending} onClick={() => end.mutate(search.token ?? '')}>
            No more emails
          </Button>
        </Stack>
      )}
    </OutsidePage>
  );
}
