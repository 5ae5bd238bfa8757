/** What containers that begin alike hold, by the names inside them. Pure. */

const ODF = 'application/vnd.oasis.opendocument.';

/** Extension of a ZIP file. @param first the marks of the file: its beginning, and its table where that is at hand */
export function insideZip(first: Buffer): string {
  const inside = [
    ['word/', '.docx'],
    ['xl/', '.xlsx'],
    ['ppt/', '.pptx'],
    [`${ODF}text`, '.odt'],
    [`${ODF}spreadsheet`, '.ods'],
    [`${ODF}presentation`, '.odp'],
  ] as const;
  return inside.find(([mark]) => first.includes(mark))?.[1] ?? '.zip';
}

/** Extension of a file in the old container of Office; empty where nothing in it tells. */
export function insideOle(first: Buffer): string {
  const inside = [
    ['__substg1.0_', '.msg'],
    ['__nameid_', '.msg'],
    ['WordDocument', '.doc'],
    ['Workbook', '.xls'],
    ['Book', '.xls'],
    ['PowerPoint Document', '.ppt'],
    ['VisioDocument', '.vsd'],
  ] as const;
  return inside.find(([entry]) => first.includes(Buffer.from(entry, 'utf16le')))?.[1] ?? '';
}

/** Extension of a film or a picture in the container of films. */
export function insideMedia(first: Buffer): string {
  const brand = first.toString('latin1', 8, 12).trim().toLowerCase();
  if (brand === 'qt') return '.mov';
  if (/^(?:hei[cx]|hev[cx]|mif1|msf1)$/.test(brand)) return '.heic';
  if (brand === 'avif' || brand === 'avis') return '.avif';
  if (brand.startsWith('3g')) return brand.startsWith('3g2') ? '.3g2' : '.3gp';
  if (brand === 'm4a') return '.m4a';
  return brand === 'm4v' ? '.m4v' : '.mp4';
}
