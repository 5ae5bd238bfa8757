/** Who asks: every request has one. */
export interface Actor {
  readonly id: string;
  readonly kind: 'local';
  /** Under which name what the actor begins is kept in the database; null where nobody signed in. */
  readonly owner: string | null;
}

/** Nobody signs in yet: whoever reaches a server of this machine is one and the same, and may do everything. */
export const LOCAL_ACTOR: Actor = { id: 'local', kind: 'local', owner: null };
