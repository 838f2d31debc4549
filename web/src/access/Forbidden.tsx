import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Message } from '../ui/states';

/** A whole page that this role may not open; the server refuses the same. */
export function Forbidden({ what }: { what: string }) {
  useEffect(() => {
    document.title = 'Not for this role · Attain';
  }, []);
  return (
    <div className="card">
      <Message
        level={1}
        icon={<IconLock size={28} stroke={1.5} />}
        title="Your role may not open this page"
        action={
          <Button component={Link} to="/">
            Go to the first page
          </Button>
        }
      >
        {what} Ask an administrator when you need it for your work.
      </Message>
    </div>
  );
}
