/** Endings of files that people attach; pages are none. */
const ENDINGS = new Set(
  `pdf doc docx docm dot dotx xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pps ppsx csv tsv txt rtf odt ods odp odg xml json
  mht mhtml zip rar 7z gz tgz tar bz2 msg eml png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif svg mp3 mp4 m4a m4v mov
  avi wav 3gp mkv webm dwg dxf dgn step stp igs iges stl rvt ifc skp vsd vsdx mpp pages numbers key xps oxps ps eps ai psd
  p7m p7s xfdf lnk url ics vcf md log sql yaml yml epub one accdb mdb edi dat sig cer kml kmz gpx html htm`
    .split(/\s+/)
    .filter((ending) => ending !== ''),
);
/** Addresses with these endings are pages more often than files. */
const PAGE_ENDINGS = new Set(['html', 'htm', 'json', 'md', 'key', 'pages', 'numbers', 'one', 'url']);
const LONGEST = 300;
const SIZE = /\s*[-\u2013,]?\s*[([]?\s*\d+(?:[.,]\d+)?\s*(?:bytes|[kmg]i?b|b)\s*[)\]]?$/i;

/** Whether a text as a whole is the name of a file of a kind that people attach; its size may stand behind it. */
export function isFileName(text: string): boolean {
  const ending = endingOf(withoutSize(text));
  return ending !== null && ENDINGS.has(ending);
}

/** A name without the size that pages write behind it. */
export function withoutSize(text: string): string {
  return text.replace(SIZE, '').trim();
}

/** Whether the last step of an address is the name of a file, or one of its parameters is. */
export function isFileAddress(address: string): boolean {
  const url = new URL(address);
  const last = url.pathname.split('/').at(-1) ?? '';
  if (isFileStep(decoded(last))) return true;
  return [...url.searchParams].some(
    ([key, value]) => /^(?:file_?name|file|name|nome|arquivo|download)$/i.test(key) && isFileStep(value),
  );
}

function isFileStep(text: string): boolean {
  const ending = endingOf(text);
  return ending !== null && ENDINGS.has(ending) && !PAGE_ENDINGS.has(ending);
}

function endingOf(text: string): string | null {
  if (text.length > LONGEST || /[\n\r]/.test(text)) return null;
  return /[^\s./\\][^/\\]*?\.([a-z0-9]{2,5})$/i.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
