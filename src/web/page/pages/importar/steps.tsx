import { Icon } from '../../parts/icon.tsx';
import { WORDS } from './words.ts';

const STEPS = ['files', 'check', 'store', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** Where in the import a person is. */
export function Steps({ current }: { current: Step }) {
  const place = STEPS.indexOf(current);
  return (
    <ol class="steps" aria-label={WORDS.say('steps')}>
      {STEPS.map((step, index) => {
        // The last one is where everything is done.
        const isPast = index < place || (index === place && current === 'done');
        const name = WORDS.say(`step_${step}`);
        return (
          <li
            key={step}
            class={`step${isPast ? ' step-past' : ''}`}
            aria-current={index === place ? 'step' : undefined}
            aria-label={isPast ? WORDS.say('step_past', { step: name }) : undefined}
          >
            <span class="step-number" aria-hidden="true">
              {isPast ? <Icon name="check" size={12} /> : index + 1}
            </span>
            {name}
          </li>
        );
      })}
    </ol>
  );
}
