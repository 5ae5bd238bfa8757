import { nameKey, numberedName } from '../safe-name.ts';

/** A file that has one name now and is called something by its page. */
export interface NamedFile {
  /** Its name in the folder as it is. */
  readonly name: string;
  /** What it is called; of several that are called alike, the first keeps it and the others get numbers. */
  readonly given: string;
}

/**
 * Final names of files, by those they have now. They depend on the files, their order and what else is there, and on
 * nothing that happened before. Pure.
 * @param files in the order of the pages, each once
 * @param others names that are not theirs to take
 */
export function settledNames(
  files: readonly NamedFile[],
  others: Iterable<string>,
): ReadonlyMap<string, string> {
  const taken = new Set([...others].map(nameKey));
  const settled = new Map<string, string>();
  for (const { name, given } of files) settled.set(name, takeName(given, taken));
  return settled;
}

/** The first name of its kind that is free; it is taken from then on. @param taken keys of names, see `nameKey` */
export function takeName(given: string, taken: Set<string>): string {
  let name = given;
  for (let count = 2; taken.has(nameKey(name)); count++) name = numberedName(given, count);
  taken.add(nameKey(name));
  return name;
}
