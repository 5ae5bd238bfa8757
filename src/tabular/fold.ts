/**
 * Folds a name for comparison: no accents, lower case, every run of other characters one `_`.
 * `Nº do Pedido ` → `no_do_pedido`.
 */
export function fold(name: string): string {
  return name
    .replace(/[°º]/g, 'o')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** A folded name without its separators: `codProduto`, `COD PRODUTO` and `cod_produto` are one. */
export function compact(name: string): string {
  return fold(name).replaceAll('_', '');
}

/** Number of single-character edits between two texts. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = previous[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[right.length]!;
}

/** The candidate most like `name`, or null when none is near (more than a third of it would have to change). */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  const wanted = compact(name).slice(0, 60);
  let best: string | null = null;
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, compact(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}
