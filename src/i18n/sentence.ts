/** Names of the `{placeholders}` in a sentence, read from its literal type. */
export type Placeholder<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** The parameters a sentence needs: none, or one object with a text for each placeholder. */
export type SentenceArguments<Sentence extends string> = [Placeholder<Sentence>] extends [never]
  ? []
  : [parameters: { readonly [Name in Placeholder<Sentence>]: string }];

/** Fills the placeholders of a sentence. */
export function fill(sentence: string, parameters: Readonly<Record<string, string>> | undefined): string {
  if (parameters === undefined) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}

/** Chooses from `singular|plural`: singular for exactly one, plural otherwise (also for zero). */
export function chooseNumber(sentence: string, howMany: number): string {
  const [singular = '', plural = singular] = sentence.split('|');
  return howMany === 1 ? singular : plural;
}
