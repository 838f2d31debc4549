import { Radio, Stack } from '@mantine/core';
import type { Builder } from './useBuilder';

/** Each doubt as a choice. An answered question stays in its place, so that it can be changed. */
export function Questions({ builder }: { builder: Builder }) {
  const { questions, draft, choose } = builder;
  return questions.map((question) => {
    const chosen = draft.answers[question.id];
    return (
      <div key={question.id} className="question" data-open-thing={chosen === undefined ? '' : undefined}>
        <Radio.Group
          label={question.text}
          description={question.why}
          value={chosen ?? null}
          onChange={(choice) => choose(question.id, choice)}
        >
          <Stack gap={6} mt={8}>
            {question.choices.map((choice) => (
              <Radio
                key={choice.id}
                value={choice.id}
                label={choice.label}
                description={[choice.meaning, choice.example].filter(Boolean).join(' · ')}
              />
            ))}
          </Stack>
        </Radio.Group>
      </div>
    );
  });
}
