/** How a page may have switched the script on or off. */
export interface SwitchState {
  /** The name the script was loaded under says that it waits to be switched on. */
  readonly isAddon: boolean;
  /** `content` of `<meta name="ruptura-workers">`; null where there is none. */
  readonly meta: string | null;
  /** `window.RUPTURA_USE_WORKERS`. */
  readonly flag: unknown;
}

/** Whether the script starts. What a program of the page says (`flag`) outweighs the page's own text (`meta`). */
export function isSwitchedOn({ isAddon, meta, flag }: SwitchState): boolean {
  if (flag === true || flag === false) return flag && (isAddon || meta !== 'false');
  const said = meta?.trim().toLowerCase();
  return isAddon ? said === 'true' : said !== 'false';
}
