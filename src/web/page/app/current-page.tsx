import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageName } from '../../../contract/page-routes.ts';
import { useEmptiness } from '../pages/primeira-visita/emptiness.ts';
import { Button, LinkButton } from '../parts/button.tsx';
import { announce } from '../parts/notices.tsx';
import { Empty, Skeleton } from '../parts/states.tsx';
import { SHELL } from '../words/shell-words.ts';
import { FIRST_VISIT, PAGES, type PageEntry, type PageProps } from './pages.ts';
import { pageAddress, place } from './router.ts';

/** The page the address names. */
export function CurrentPage() {
  const { page, parameters } = place.value;
  const entry = page === null ? undefined : PAGES[page];
  const title = entry?.title() ?? SHELL.say('page_unknown');
  const emptiness = useEmptiness();
  useArrival(page, title);
  if (entry === undefined || page === null) return <UnknownPage />;
  const needsData = entry.worksEmpty !== true;
  if (needsData && emptiness === 'unknown') return <Skeleton lines={6} />;
  const isFirstVisit = needsData && emptiness === 'empty';
  const key = isFirstVisit ? 'first-visit' : page;
  return (
    <ErrorBoundary key={key}>
      <LazyPage key={key} load={isFirstVisit ? FIRST_VISIT : entry.load} parameters={parameters} />
    </ErrorBoundary>
  );
}

/** A new page names itself: in the title of the window, aloud, and to the keyboard, which begins at its top. */
function useArrival(page: PageName | null, title: string): void {
  const before = useRef(page);
  useEffect(() => {
    document.title = `${title} · ${SHELL.say('product')}`;
    if (before.current === page) return;
    before.current = page;
    announce(title);
    document.getElementById('conteudo')?.focus({ preventScroll: true });
  });
}

type Load = PageEntry['load'];
const loaded = new Map<Load, ComponentType<PageProps>>();

function LazyPage({ load, parameters }: PageProps & { load: Load }) {
  const [, setTurn] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    if (loaded.has(load)) return;
    load()
      .then(({ page }) => loaded.set(load, page))
      .then(() => setTurn((turn) => turn + 1), setProblem);
  }, [load]);
  if (problem !== null) throw problem;
  const Page = loaded.get(load);
  return Page === undefined ? <Skeleton lines={6} /> : <Page parameters={parameters} />;
}

function UnknownPage() {
  return (
    <>
      <div class="page-head">
        <h1>{SHELL.say('page_unknown')}</h1>
      </div>
      <Empty icon="question" title={SHELL.say('page_unknown_hint')}>
        <LinkButton href={pageAddress('carteira')}>{SHELL.say('to_order_book')}</LinkButton>
      </Empty>
    </>
  );
}

/** A page that fails takes nothing else with it. */
class ErrorBoundary extends Component<{ children: ComponentChildren }, { problem: unknown }> {
  override state = { problem: null as unknown };

  override componentDidCatch(problem: unknown): void {
    this.setState({ problem });
  }

  override render() {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <Empty icon="alert" title={SHELL.say('page_failed')}>
        <p>{SHELL.say('page_failed_hint')}</p>
        <code class="failure-text">{problem instanceof Error ? problem.message : String(problem)}</code>
        <Button kind="primary" icon="refresh" onClick={() => location.reload()}>
          {SHELL.say('page_reload')}
        </Button>
      </Empty>
    );
  }
}
