/** What a route lets its caller do. */
interface ActionFacts {
  /**
   * Whether the server does more than tell what it knows: changes something, asks another host, writes a file, or
   * computes much. What acts is never for a page of another origin, whatever the method of the request.
   */
  readonly acts: boolean;
}

const reads = { acts: false } as const satisfies ActionFacts;
const acts = { acts: true } as const satisfies ActionFacts;

/** Every action of the product, by name. Each route names one. */
export const ACTIONS = {
  /** Documents, scripts and styles: nothing of the book. */
  'pages.open': reads,
  /** Health and figures of the process. */
  'health.read': reads,
  'settings.read': reads,
  /** Settings that change answers: what a change would do, and the change. */
  'settings.change': acts,
  /** Orders, products, customers: lists, details, searches, and their changes as they come. */
  'book.read': reads,
  /** Whole lists as files. */
  'book.export': acts,
  /** Data that does not agree, looked for in all tables. */
  'inconsistencies.find': acts,
  /** What a person calls right as it is. */
  'inconsistencies.judge': acts,
  /** Analyses of who began them: state, results. */
  'analyses.read': reads,
  /** Analyses: begun, cancelled, forgotten; many orders at once. */
  'analyses.run': acts,
  /** What people write about orders: note, owner, *put off until*. Reading them is reading the book. */
  'notes.write': acts,
  /** Saved views of pages. */
  'views.read': reads,
  'views.write': acts,
  'movements.write': acts,
  /** The saved projection of a product, made anew. */
  'projections.save': acts,
  /** All answers in a digest, and the check of the whole book. */
  'verification.run': acts,
  'imports.read': reads,
  'imports.run': acts,
  /** Collections of attachments and their files, as they stand. */
  'collections.read': reads,
  'collections.run': acts,
  /** Files of many purchases in one archive, made while it is sent. */
  'collections.export': acts,
  /** The session at a portal: how it stands, which the portal is asked, and one handed over. */
  'portals.sign-in': acts,
  'demo.read': reads,
  'demo.load': acts,
} as const satisfies Readonly<Record<string, ActionFacts>>;

export type Action = keyof typeof ACTIONS;
