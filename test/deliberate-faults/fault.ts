/** A deliberate fault: one place of a file, as it is and as it would be wrong, and the quick tests that must notice. */
export interface Fault {
  /** From the top of the checkout. */
  readonly file: string;
  /** What people would see of it. */
  readonly what: string;
  /** Text that stands once in the file. */
  readonly right: string;
  readonly wrong: string;
  /** Paths of tests, as vitest takes them; the fewer and the quicker the better. */
  readonly guards: readonly string[];
}
