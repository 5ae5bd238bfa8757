import type { ComponentChildren } from 'preact';
import type { Tone } from '../../parts/badge.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';

/** Something a person should know before going on, and what can be done about it. */
export function Banner(props: {
  tone: Tone;
  icon: IconName;
  title: string;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const { tone, icon, title, actions, children } = props;
  return (
    <div class={`banner tone-${tone}`} role={tone === 'danger' ? 'alert' : undefined}>
      <Icon name={icon} />
      <div class="banner-text">
        <strong>{title}</strong>
        {children}
      </div>
      {actions !== undefined && <div class="banner-actions">{actions}</div>}
    </div>
  );
}
