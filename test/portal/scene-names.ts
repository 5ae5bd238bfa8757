/** What a purchase can be like. */

/** Each kind of the plain pages. */
export const EVERY_SCENE = [
  /** Ordinary links, two files of one name. */
  'plain',
  /** Every markup whose address can be read off the page. */
  'markup',
  /** Files on the purchase and on two requisitions, one of them on both. */
  'requisitions',
  /** Nothing on the purchase, files on its requisition. */
  'requisition-only',
  /** Files that only a click in a browser reaches. */
  'clicks',
  /** Links that a script adds after loading. */
  'late',
  /** Two links in the first HTML, two added later. */
  'late-mixed',
  /** Names outside ASCII, and names that only the answer's header has. */
  'names',
  /** Names that no file system should be given. */
  'hostile',
  /** Same names with other bytes, same bytes with other names, one address written several ways. */
  'twins',
  /** Each kind of file. */
  'kinds',
  /** Outlook messages. */
  'mail',
  /** Files on another host, files that want the page as Referer, files that want the page's cookie. */
  'guarded',
  /** Links that are no attachments, and nothing else. */
  'empty',
] as const;

/** Those that are asked for by name: one is a file of 1 GB, the others are pages as production has them. */
export type SceneName =
  | (typeof EVERY_SCENE)[number]
  | 'huge'
  /** Attachments on the form, in comments that are mounted late, on lines and on a requisition, in shares from the seed. */
  | 'realistic'
  /** Whatever the seed draws: where files are, how they come into the page, what is folded (drawn-pages.ts). */
  | 'drawn'
  /** Nothing on the form, which says so; two files in comments that nothing announces. */
  | 'unannounced'
  /** Two files on the form, two in comments that nothing announces. */
  | 'unannounced-mixed';
