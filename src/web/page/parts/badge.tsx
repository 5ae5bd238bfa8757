import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** What a colour stands for. It never says anything alone: an icon or a word goes with it. */
export type Tone = 'ok' | 'info' | 'warning' | 'danger' | 'neutral' | 'accent';

interface BadgeProps {
  readonly tone: Tone;
  readonly icon?: IconName;
  /** Only a frame: weaker than the filled one. */
  readonly outline?: boolean;
  readonly children: ComponentChildren;
}

export function Badge({ tone, icon, outline = false, children }: BadgeProps) {
  return (
    <span class={`badge tone-${tone}${outline ? ' badge-outline' : ''}`}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
