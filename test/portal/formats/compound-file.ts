/**
 * Compound files (MS-CFB, version 3): folders ("storages") and files ("streams") in one file, as Outlook messages are.
 * Streams under 4,096 bytes share the mini stream, which belongs to the root.
 */

export interface Stream {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Storage {
  readonly name: string;
  readonly children: readonly Node[];
}

export type Node = Stream | Storage;

/** One of the 128-byte records of the directory. */
interface Item {
  readonly name: string;
  readonly type: 'root' | 'storage' | 'stream';
  bytes: Buffer;
  start: number;
  left: number;
  right: number;
  child: number;
  red: boolean;
}

const SECTOR = 512;
const MINI = 64;
const CUTOFF = 4096;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT = 0xfffffffd;
const NONE = 0xffffffff;
const PER_SECTOR = SECTOR / 4;
const MOST_FAT_SECTORS = 109;

/** Bytes of a compound file with these nodes under its root; at most about 7 MB. */
export function compoundFile(children: readonly Node[]): Buffer {
  const items: Item[] = [item('Root Entry', 'root', Buffer.alloc(0))];
  addChildren(items, 0, children);
  const mini = miniStream(items);
  items[0]!.bytes = mini.bytes;

  const sectors: Buffer[] = [];
  const next: number[] = [];
  const place = (bytes: Buffer): number => chain(sectors, next, bytes);
  for (const one of items) {
    if (one.type === 'root' || one.bytes.length >= CUTOFF) one.start = place(one.bytes);
  }
  const miniFatAt = place(mini.fat);
  const directoryAt = place(directoryOf(items));
  const fatCount = fatSectors(sectors.length);
  if (fatCount > MOST_FAT_SECTORS) throw new RangeError('too large for a compound file without a DIFAT');
  const firstFat = sectors.length;
  for (let index = 0; index < fatCount; index++) next.push(FAT);
  const fat = Buffer.alloc(fatCount * SECTOR, 0xff);
  for (const [sector, following] of next.entries()) fat.writeUInt32LE(following, sector * 4);
  const header = headerOf({ firstFat, fatCount, directoryAt, miniFatAt, miniFatBytes: mini.fat.length });
  return Buffer.concat([header, ...sectors, fat]);
}

/** The FAT describes its own sectors too. */
function fatSectors(others: number): number {
  let count = 1;
  while (count * PER_SECTOR < others + count) count++;
  return count;
}

function item(name: string, type: Item['type'], bytes: Buffer): Item {
  return { name, type, bytes, start: END, left: NONE, right: NONE, child: NONE, red: false };
}

/** Adds the nodes of a storage, and what is under them, as the balanced tree that the format asks for. */
function addChildren(items: Item[], parent: number, children: readonly Node[]): void {
  if (children.length === 0) return;
  const sorted = [...children].sort((a, b) => purchase(a.name, b.name));
  const first = items.length;
  for (const node of sorted) {
    items.push('bytes' in node ? item(node.name, 'stream', node.bytes) : item(node.name, 'storage', NOTHING));
  }
  const deepest = Math.floor(Math.log2(sorted.length));
  items[parent]!.child = linkTree(items, first, first + sorted.length, deepest);
  for (const [index, node] of sorted.entries()) {
    if ('children' in node) addChildren(items, first + index, node.children);
  }
}

const NOTHING = Buffer.alloc(0);

/** Shorter names first, then by upper-case letters. */
function purchase(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a.toUpperCase() < b.toUpperCase() ? -1 : 1;
}

/** Middle first, so every path has the same number of black records when only the deepest level is red. */
function linkTree(items: Item[], from: number, to: number, levels: number): number {
  if (from >= to) return NONE;
  const middle = Math.floor((from + to) / 2);
  const root = items[middle]!;
  root.left = linkTree(items, from, middle, levels - 1);
  root.right = linkTree(items, middle + 1, to, levels - 1);
  root.red = levels === 0 && to - from === 1;
  return middle;
}

function miniStream(items: readonly Item[]): { bytes: Buffer; fat: Buffer } {
  const pieces: Buffer[] = [];
  const next: number[] = [];
  for (const one of items) {
    if (one.type !== 'stream' || one.bytes.length === 0 || one.bytes.length >= CUTOFF) continue;
    one.start = next.length;
    const count = Math.ceil(one.bytes.length / MINI);
    for (let index = 1; index <= count; index++) next.push(index === count ? END : next.length + 1);
    pieces.push(padded(one.bytes, MINI));
  }
  const fat = Buffer.alloc(Math.ceil(next.length / PER_SECTOR) * SECTOR, 0xff);
  for (const [sector, following] of next.entries()) fat.writeUInt32LE(following, sector * 4);
  return { bytes: Buffer.concat(pieces), fat };
}

function chain(sectors: Buffer[], next: number[], bytes: Buffer): number {
  if (bytes.length === 0) return END;
  const first = sectors.length;
  const whole = padded(bytes, SECTOR);
  for (let at = 0; at < whole.length; at += SECTOR) {
    sectors.push(whole.subarray(at, at + SECTOR));
    next.push(at + SECTOR < whole.length ? sectors.length : END);
  }
  return first;
}

function padded(bytes: Buffer, unit: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((unit - (bytes.length % unit)) % unit)]);
}

function directoryOf(items: readonly Item[]): Buffer {
  const records = items.map(recordOf);
  while (records.length % 4 !== 0) records.push(unusedRecord());
  return Buffer.concat(records);
}

function recordOf(one: Item): Buffer {
  const record = Buffer.alloc(128);
  const name = Buffer.from(one.name, 'utf16le');
  name.copy(record, 0);
  record.writeUInt16LE(name.length + 2, 64);
  record.writeUInt8({ storage: 1, stream: 2, root: 5 }[one.type], 66);
  record.writeUInt8(one.red ? 0 : 1, 67);
  record.writeUInt32LE(one.left, 68);
  record.writeUInt32LE(one.right, 72);
  record.writeUInt32LE(one.child, 76);
  record.writeUInt32LE(one.type === 'storage' ? 0 : one.start, 116);
  record.writeUInt32LE(one.bytes.length, 120);
  return record;
}

function unusedRecord(): Buffer {
  const record = Buffer.alloc(128);
  record.fill(0xff, 68, 80);
  return record;
}

interface Places {
  readonly firstFat: number;
  readonly fatCount: number;
  readonly directoryAt: number;
  readonly miniFatAt: number;
  readonly miniFatBytes: number;
}

function headerOf({ firstFat, fatCount, directoryAt, miniFatAt, miniFatBytes }: Places): Buffer {
  const header = Buffer.alloc(SECTOR);
  header.write('d0cf11e0a1b11ae1', 0, 'hex');
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(fatCount, 44);
  header.writeUInt32LE(directoryAt, 48);
  header.writeUInt32LE(CUTOFF, 56);
  header.writeUInt32LE(miniFatAt, 60);
  header.writeUInt32LE(miniFatBytes / SECTOR, 64);
  header.writeUInt32LE(END, 68);
  for (let index = 0; index < MOST_FAT_SECTORS; index++) {
    header.writeUInt32LE(index < fatCount ? firstFat + index : FREE, 76 + index * 4);
  }
  return header;
}
