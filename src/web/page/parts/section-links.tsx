import type { ComponentChildren } from 'preact';

/** Links to the sections of a page, of which one is shown. */
export function SectionLinks(props: {
  label: string;
  sections: readonly {
    readonly id: string;
    readonly title: ComponentChildren;
    readonly href: string;
    /** How much there is to see. */
    readonly count?: string;
  }[];
  current: string;
}) {
  return (
    <nav class="sections" aria-label={props.label}>
      {props.sections.map(({ id, title, href, count }) => (
        <a key={id} class="section-link" href={href} aria-current={id === props.current ? 'page' : undefined}>
          {title}
          {count !== undefined && <span class="section-count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
