import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'size'> {
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

/** A button with a word, an icon, or both. One with an icon alone needs an `aria-label`, which is its tooltip too. */
export function Button({ kind = 'plain', icon, children, buttonRef, ...rest }: ButtonProps) {
  const bare = children === undefined;
  const tip = bare ? rest['aria-label'] : undefined;
  return (
    <button
      type="button"
      title={tip}
      {...rest}
      ref={buttonRef ?? null}
      class={`button button-${kind}${bare ? ' button-bare' : ''}`}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton(props: {
  href: string;
  kind?: 'plain' | 'primary';
  icon?: IconName;
  download?: boolean;
  children: ComponentChildren;
}) {
  const { href, kind = 'plain', icon, download = false, children } = props;
  return (
    <a class={`button button-${kind}`} href={href} download={download ? '' : undefined}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </a>
  );
}
