/** As much of a document as the embedded dialog needs to be built: elements that hold elements and texts. */
class FakeElement {
  readonly id = '';
  open = false;
  textContent = '';
  readonly children: (FakeElement | string)[] = [];
  readonly classList = { toggle: (): boolean => true };

  setAttribute(): void {}

  addEventListener(): void {}

  append(...children: readonly (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: readonly (FakeElement | string)[]): void {
    this.children.splice(0, this.children.length, ...children);
  }

  showModal(): void {
    this.open = true;
  }

  close(): void {}

  remove(): void {}

  /** Every text in it, one for each element that holds text itself. */
  texts(): string[] {
    const own = this.children.filter((child) => typeof child === 'string').join('');
    const rest = this.children.flatMap((child) => (typeof child === 'string' ? [] : child.texts()));
    return own === '' ? rest : [own, ...rest];
  }
}

/** The global document while something is built in it. */
export class FakeDocument {
  readonly body = new FakeElement();

  createElement(): FakeElement {
    return new FakeElement();
  }

  /** Every text that is shown. */
  texts(): string[] {
    return this.body.texts();
  }

  /** Does something with this document as the global one. */
  during<Result>(work: () => Result): Result {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'document');
    Object.defineProperty(globalThis, 'document', { value: this, configurable: true });
    try {
      return work();
    } finally {
      if (before === undefined) Reflect.deleteProperty(globalThis, 'document');
      else Object.defineProperty(globalThis, 'document', before);
    }
  }
}
