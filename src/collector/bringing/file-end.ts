/** Bytes to look at from either end of a file. */
export const HEAD_BYTES = 4_096;
/** The end of a ZIP may be followed by a comment of this length. */
export const TAIL_BYTES = 66_000;

const ENDS: readonly { readonly begins: Buffer; readonly ends: Buffer; readonly within: number }[] = [
  { begins: Buffer.from('%PDF-'), ends: Buffer.from('%%EOF'), within: 4_096 },
  {
    begins: Buffer.from('PK\u0003\u0004', 'latin1'),
    ends: Buffer.from('PK\u0005\u0006', 'latin1'),
    within: TAIL_BYTES,
  },
  { begins: Buffer.from([0x89, 0x50, 0x4e, 0x47]), ends: Buffer.from('IEND'), within: 4_096 },
];

/**
 * Whether a file of a kind that ends in a known way does not. It tells cut bodies where the portal announced no length
 * or a wrong one; some sloppy writers leave the end out, so it proves nothing by itself.
 * @param head first bytes, up to HEAD_BYTES
 * @param tail last bytes, up to TAIL_BYTES
 */
export function looksCut(head: Buffer, tail: Buffer): boolean {
  const kind = ENDS.find(({ begins }) => head.subarray(0, begins.length).equals(begins));
  return kind !== undefined && !tail.subarray(-kind.within).includes(kind.ends);
}
