import { type Component, createElement, type FunctionComponent } from 'preact';

/** A component that is rendered again only when one of its properties is another one, or what it reads has changed. */
export function memo<Props extends object>(Inner: FunctionComponent<Props>): FunctionComponent<Props> {
  return function Memo(this: Component<Props>, props: Props) {
    this.shouldComponentUpdate = (next) => isOther(this.props, next);
    return createElement(Inner, props);
  };
}

function isOther(before: object, after: object): boolean {
  const [old, now] = [Object.entries(before), new Map(Object.entries(after))];
  return old.length !== now.size || old.some(([name, value]) => !Object.is(now.get(name), value));
}
